import { BUS_FRAMES, BUS_FRAMES_PER_TOPIC, RECEIVERS_PER_TOKEN } from './limits.js';
import { fullBucket, take, type Bucket } from './rate.js';
import { SlotCounter } from './slot-counter.js';

/**
 * How much a node takes from the bus. The limits of the node on which somebody publishes hold only if that node is
 * sound; these hold in any case. One topic that is flooded does not use up what the others may have.
 */
export class BusGate {
  readonly #all: Bucket;
  readonly #byTopic = new SlotCounter();

  constructor(nowMs: number) {
    this.#all = fullBucket(BUS_FRAMES, nowMs);
  }

  /** Whether a frame for this topic may pass now; a yes is paid for. */
  admits(topic: string, nowMs: number): boolean {
    return (
      this.#byTopic.countUpTo(BUS_FRAMES_PER_TOPIC, topic, nowMs) && take(this.#all, BUS_FRAMES, nowMs, 1)
    );
  }

  /** A frame to many costs more, as it costs a sender here. */
  charge(copies: number): void {
    if (copies > RECEIVERS_PER_TOKEN) this.#all.tokens -= Math.ceil(copies / RECEIVERS_PER_TOKEN) - 1;
  }
}
