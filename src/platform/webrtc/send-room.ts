/** Bytes that may lie in a channel's queue before the sender waits. Browsers drop the channel above 16 MiB. */
export const HIGH_WATER_BYTES = 256 * 1024;

/** Tells a sender when the queue of a data channel has room. */
export interface SendRoom {
  /** Resolves when less than HIGH_WATER_BYTES are queued, or after `release`. */
  wait(): Promise<void>;
  /** Lets everybody go on: the channel is over. */
  release(): void;
}

/** Watches the queue of `channel`. */
export function watchSendRoom(channel: RTCDataChannel): SendRoom {
  let waiting: (() => void)[] = [];
  const release = (): void => {
    const all = waiting;
    waiting = [];
    for (const goOn of all) goOn();
  };
  channel.bufferedAmountLowThreshold = HIGH_WATER_BYTES - 1;
  channel.addEventListener('bufferedamountlow', release);
  return {
    wait() {
      if (channel.readyState !== 'open' || channel.bufferedAmount < HIGH_WATER_BYTES)
        return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    release,
  };
}
