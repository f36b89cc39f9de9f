import { isUtf8 } from 'node:buffer';
import {
  CLOSE_CODES,
  encodeFrame,
  parseClientFrame,
  type ClientFrame,
} from '../src/protocol/introducer-frames.js';
import { NO_BUS, type Bus } from './bus.js';
import { readPlainPublish, topicAtHead } from './plain-publish.js';
import { FrameWriter, textFrame } from './text-frame.js';

/** One connected device, as little of it as the topics need. */
export interface Seat {
  /** Topics this seat is on. Only `createTopics` changes it: always by a new array while it is empty. */
  topics: string[];
  /** Sends one whole WebSocket frame. False while its bytes are still needed: they must not be changed then. */
  deliver(frame: Buffer): boolean;
  /** Ends the connection for a fault of its device. */
  refuse(code: number): void;
}

/** How many topics one seat, and all seats together, may hold. */
export interface TopicCaps {
  readonly perSeat: number;
  readonly total: number;
}

export type Topics = ReturnType<typeof createTopics>;

/** RFC 6455 section 7.4.1: a text frame that is no text. */
const NOT_UTF8 = 1007;

const PONG = textFrame(encodeFrame({ type: 'pong' }));

/**
 * Passes each publication to everyone on its topic, its sender included, and to the other nodes. Holds no accounts, no
 * history and no keys, and forgets a device when it leaves. Pure of sockets, so tests need none.
 */
export function createTopics(caps: TopicCaps, bus: Pick<Bus, 'join' | 'leave' | 'publish'> = NO_BUS) {
  // Most topics are the address of one device and have one seat, which then needs no set around it.
  const seatsOn = new Map<string, Seat | Set<Seat>>();
  const writer = new FrameWriter();

  /**
   * Handles one frame and returns how many copies it caused. Never throws: a bad frame costs its sender the
   * connection, no one else. A frame of a type from the future is passed over.
   */
  function receive(seat: Seat, bytes: Buffer): number {
    const plainTopic = readPlainPublish(bytes);
    if (plainTopic !== null) {
      bus.publish(plainTopic, bytes);
      return publishPlain(plainTopic, bytes);
    }
    if (!isUtf8(bytes)) {
      seat.refuse(NOT_UTF8);
      return 0;
    }
    const parsed = parseClientFrame(bytes.toString());
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
      case 'publish':
        // Rebuilt from the parsed fields, so nothing else that a client added travels on.
        bus.publish(frame.topic, Buffer.from(encodeFrame(frame)));
        return publishParsed(frame);
      case 'prove':
        return 0; // nothing has to be proved here, or it was: passed over, as by an introducer that never heard of it
      case 'ping':
        seat.deliver(PONG);
        return 1;
    }
  }

  /**
   * Handles what came over the bus, and returns how many copies it caused; null if it is no publication. Most may be for
   * topics that nobody here is on, which a look at the head tells. What is for somebody is read as what a client sends is,
   * once `admits` lets it; all whose topic the head does not tell count as one. Never goes back to the bus.
   */
  function receiveFromBus(bytes: Buffer, admits: (topic: string) => boolean): number | null {
    const headTopic = topicAtHead(bytes);
    if (headTopic !== null && !seatsOn.has(headTopic)) return 0;
    if (!admits(headTopic ?? '')) return 0;
    const plainTopic = readPlainPublish(bytes);
    if (plainTopic !== null) return publishPlain(plainTopic, bytes);
    if (!isUtf8(bytes)) return null;
    const parsed = parseClientFrame(bytes.toString());
    if (!parsed.ok || parsed.value.type !== 'publish') return null;
    // A topic that is named twice would pass under another one's limit.
    if (headTopic !== null && parsed.value.topic !== headTopic) return null;
    return publishParsed(parsed.value);
  }

  /** In place of the closing brace comes the count. */
  const publishPlain = (topic: string, bytes: Buffer): number =>
    publish(topic, (clients) => writer.write(bytes, `,"clients":${clients}}`));

  const publishParsed = ({ type, topic, data }: Extract<ClientFrame, { type: 'publish' }>): number =>
    publish(topic, (clients) => textFrame(encodeFrame({ type, topic, data, clients })));

  /** Hands everyone on the topic the same frame, written once, and returns how many they are. */
  function publish(topic: string, write: (clients: number) => Buffer): number {
    const receivers = seatsOn.get(topic);
    if (receivers === undefined) return 0;
    if (!(receivers instanceof Set)) {
      if (!receivers.deliver(write(1))) writer.giveAway();
      return 1;
    }
    const frame = write(receivers.size);
    let isSent = true;
    for (const receiver of receivers) isSent = receiver.deliver(frame) && isSent;
    if (!isSent) writer.giveAway();
    return receivers.size;
  }

  /** Puts the seat on the topic, or returns the close code that says why not. */
  function subscribe(seat: Seat, topic: string): number | null {
    if (seat.topics.includes(topic)) return null;
    if (seat.topics.length >= caps.perSeat) return CLOSE_CODES.tooManyTopics;
    const seats = seatsOn.get(topic);
    if (seats === undefined) {
      if (seatsOn.size >= caps.total) return CLOSE_CODES.full;
      seatsOn.set(topic, seat);
      bus.join(topic);
    } else if (seats instanceof Set) {
      seats.add(seat);
    } else {
      seatsOn.set(topic, new Set([seats, seat]));
    }
    if (seat.topics.length === 0) seat.topics = [topic];
    else seat.topics.push(topic);
    return null;
  }

  function unsubscribe(seat: Seat, topic: string): void {
    const at = seat.topics.indexOf(topic);
    if (at < 0) return;
    seat.topics.splice(at, 1);
    vacate(seat, topic);
  }

  function vacate(seat: Seat, topic: string): void {
    const seats = seatsOn.get(topic);
    if (seats instanceof Set) seats.delete(seat);
    if (seats === seat || (seats instanceof Set && seats.size === 0)) {
      seatsOn.delete(topic);
      bus.leave(topic);
    }
  }

  /** Forgets a seat, in time proportional to its own topics. May be called twice. */
  function leave(seat: Seat): void {
    for (const topic of seat.topics) vacate(seat, topic);
    seat.topics = [];
  }

  return { receive, receiveFromBus, leave, topicCount: () => seatsOn.size };
}
