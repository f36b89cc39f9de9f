import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { AddressUse } from './address-book.js';
import { MAX_BUFFERED_BYTES } from './limits.js';
import type { LogEvent } from './log.js';
import type { Placed } from './places.js';
import type { Bucket } from './rate.js';
import type { Seat } from './topics.js';

/** One connected device. A subclass, so that what we know of a connection costs no second object and no closures. */
export class Connection extends WebSocket implements Seat, Bucket, Placed {
  tokens = 0;
  filledAtMs = 0;
  bytesHeard = -1;
  turn = 0;
  place = 0;
  topics: string[] = NO_TOPICS;
  socket: Socket | null = null;
  use: AddressUse | null = null;
  countsSocket = false;
  count: (event: LogEvent, code: number) => void = ignore;

  /**
   * Writes a whole frame straight to the socket. ws does the same for each frame of its own in one go, since nothing is
   * compressed here, so the two never mix. False while the socket still needs the bytes: the system took less than all.
   */
  deliver(frame: Buffer): boolean {
    if (this.readyState !== WebSocket.OPEN || this.socket === null) return true;
    if (this.socket.writableLength > MAX_BUFFERED_BYTES) {
      this.cut();
      return true;
    }
    this.socket.write(frame);
    return this.socket.writableLength === 0;
  }

  /**
   * Whether anything came since this was last asked, a pong if nothing else. Counting bytes takes no listener for pongs,
   * which each connection would hold a place for.
   */
  hasSpoken(): boolean {
    const bytes = this.socket?.bytesRead ?? 0;
    if (bytes === this.bytesHeard) return false;
    this.bytesHeard = bytes;
    return true;
  }

  refuse(code: number): void {
    const isLimit =
      code === CLOSE_CODES.tooFast || code === CLOSE_CODES.tooManyTopics || code === CLOSE_CODES.full;
    this.count(isLimit ? 'limit' : 'reject', code);
    this.close(code);
  }

  /** Ends a connection that does not read, without ceremony: a close frame would queue behind what it does not read. */
  cut(): void {
    this.count('limit', CLOSE_CODES.tooSlow);
    this.terminate();
  }
}

/** Shared by all connections that hold no topic; never written to. */
const NO_TOPICS: string[] = [];

function ignore(): void {}
