import { CLOSE_CODES, encodeFrame, parseClientFrame } from '../src/protocol/introducer-frames.js';

/** One connected device, as little of it as the topics need. */
export interface Seat {
  /** Sends one text frame, given as its UTF-8 bytes. */
  deliver(frame: Buffer): void;
  /** Ends the connection for a fault of its device. */
  refuse(code: number): void;
}

/** How many topics one seat, and all seats together, may hold. */
export interface TopicCaps {
  readonly perSeat: number;
  readonly total: number;
}

export type Topics = ReturnType<typeof createTopics>;

const PONG = Buffer.from(encodeFrame({ type: 'pong' }));

/**
 * Passes each publication to everyone on its topic, its sender included. Holds no accounts, no history and no keys,
 * and forgets a device when it leaves. Pure of sockets, so tests need none.
 */
export function createTopics(caps: TopicCaps) {
  const seatsOn = new Map<string, Set<Seat>>();
  const topicsOf = new Map<Seat, Set<string>>();

  /**
   * Handles one frame and returns how many copies it caused. Never throws: a bad frame costs its sender the
   * connection, no one else. A frame of a type from the future is passed over.
   */
  function receive(seat: Seat, text: string): number {
    const parsed = parseClientFrame(text);
    if (!parsed.ok) {
      if (parsed.error !== 'unknown-type') seat.refuse(CLOSE_CODES.badFrame);
      return 0;
    }
    const frame = parsed.value;
    switch (frame.type) {
      case 'subscribe':
        for (const topic of frame.topics) {
          const refusal = subscribe(seat, topic);
          if (refusal === null) continue;
          seat.refuse(refusal);
          break;
        }
        return 0;
      case 'unsubscribe':
        for (const topic of frame.topics) unsubscribe(seat, topic);
        return 0;
      case 'publish': {
        const receivers = seatsOn.get(frame.topic);
        if (receivers === undefined) return 0;
        const { type, topic, data } = frame;
        // Written once for all; rebuilt from the parsed fields, so nothing else a client added travels on.
        const copy = Buffer.from(encodeFrame({ type, topic, data, clients: receivers.size }));
        for (const receiver of receivers) receiver.deliver(copy);
        return receivers.size;
      }
      case 'ping':
        seat.deliver(PONG);
        return 1;
    }
  }

  /** Puts the seat on the topic, or returns the close code that says why not. */
  function subscribe(seat: Seat, topic: string): number | null {
    let topics = topicsOf.get(seat);
    if (topics?.has(topic)) return null;
    if (topics !== undefined && topics.size >= caps.perSeat) return CLOSE_CODES.tooManyTopics;
    let seats = seatsOn.get(topic);
    if (seats === undefined) {
      if (seatsOn.size >= caps.total) return CLOSE_CODES.full;
      seats = new Set();
      seatsOn.set(topic, seats);
    }
    if (topics === undefined) {
      topics = new Set();
      topicsOf.set(seat, topics);
    }
    topics.add(topic);
    seats.add(seat);
    return null;
  }

  function unsubscribe(seat: Seat, topic: string): void {
    if (topicsOf.get(seat)?.delete(topic)) vacate(seat, topic);
  }

  function vacate(seat: Seat, topic: string): void {
    const seats = seatsOn.get(topic);
    seats?.delete(seat);
    if (seats?.size === 0) seatsOn.delete(topic);
  }

  /** Forgets a seat, in time proportional to its own topics. May be called twice. */
  function leave(seat: Seat): void {
    for (const topic of topicsOf.get(seat) ?? []) vacate(seat, topic);
    topicsOf.delete(seat);
  }

  return { receive, leave, topicCount: () => seatsOn.size };
}
