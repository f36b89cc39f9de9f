import { WebSocket } from 'ws';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { AddressUse } from './address-book.js';
import { MAX_BUFFERED_BYTES } from './limits.js';
import type { LogEvent } from './log.js';
import type { Bucket } from './rate.js';
import type { Seat } from './topics.js';

const TEXT = { binary: false };

/** One connected device. A subclass, so that what we know of a connection costs no second object and no closures. */
export class Connection extends WebSocket implements Seat, Bucket {
  tokens = 0;
  filledAtMs = 0;
  isAlive = true;
  turn = 0;
  localAddress = '';
  use: AddressUse | null = null;
  count: (event: LogEvent, code: number) => void = ignore;

  deliver(frame: Buffer): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.bufferedAmount > MAX_BUFFERED_BYTES) return this.cut();
    this.send(frame, TEXT);
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

function ignore(): void {}
