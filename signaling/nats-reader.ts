/** What a NATS server says of itself, as far as a client of ours cares. */
export interface NatsInfo {
  readonly wantsTls: boolean;
  /** To be signed by whoever comes with a key. */
  readonly nonce: string;
  /** Largest message it takes, in bytes. */
  readonly maxPayload: number;
}

export interface NatsEvents {
  onInfo(info: NatsInfo): void;
  /** `payload` is only good until this returns. */
  onMessage(subject: string, payload: Buffer): void;
  /** A message over the bound went by; none of it was kept. */
  onTooLarge(): void;
  onPing(): void;
  onPong(): void;
  /** The server refused something. It ends the connection itself where it means that. */
  onError(): void;
}

/** Longest line a server may write, in bytes. INFO lists the servers of a whole cluster. */
const MAX_LINE_BYTES = 64 * 1024;
const LINE_FEED = 10;
const NOTHING = Buffer.alloc(0);

/**
 * Reads what a NATS server writes (docs.nats.io, "Client Protocol"). The server may be broken: it can make us keep no
 * more than one line or one message within the bound.
 */
export class NatsReader {
  readonly #events: NatsEvents;
  readonly #maxPayloadBytes: number;
  #rest = NOTHING;
  #skip = 0;

  constructor(events: NatsEvents, maxPayloadBytes: number) {
    this.#events = events;
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /** Reads on. False when this is not NATS: the connection is then of no use. */
  read(chunk: Buffer): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#skip, bytes.length - at);
      this.#skip -= skipped;
      at += skipped;
      const next = this.#readOne(bytes, at);
      if (next === null) return false;
      if (next === at) break;
      at = next;
    }
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
    return true;
  }

  /** Reads one line, with the message it announces. Returns where the next begins, `at` if it is not all here, null if it is none. */
  #readOne(bytes: Buffer, at: number): number | null {
    const lineFeed = bytes.indexOf(LINE_FEED, at);
    if (lineFeed < 0) return bytes.length - at > MAX_LINE_BYTES ? null : at;
    if (lineFeed - at > MAX_LINE_BYTES) return null;
    const line = bytes.toString('latin1', at, lineFeed).trimEnd();
    const space = line.indexOf(' ');
    const word = (space < 0 ? line : line.slice(0, space)).toUpperCase();
    const next = lineFeed + 1;
    switch (word) {
      case 'MSG':
        return this.#readMessage(line, bytes, at, next);
      case 'PING':
        this.#events.onPing();
        return next;
      case 'PONG':
        this.#events.onPong();
        return next;
      case 'INFO': {
        const info = readInfo(bytes.toString('utf8', at + 'INFO '.length, lineFeed));
        if (info === null) return null;
        this.#events.onInfo(info);
        return next;
      }
      case '-ERR':
        this.#events.onError();
        return next;
      case '+OK':
        return next;
      default:
        return null;
    }
  }

  #readMessage(line: string, bytes: Buffer, at: number, next: number): number | null {
    const match = /^MSG[ \t]+(\S+)[ \t]+\S+(?:[ \t]+\S+)?[ \t]+(\d{1,10})$/i.exec(line);
    if (match === null) return null;
    const [, subject = '', size = ''] = match;
    const length = Number(size);
    if (length > this.#maxPayloadBytes) {
      this.#skip = length + 2;
      this.#events.onTooLarge();
      return next;
    }
    const end = next + length;
    if (bytes.length < end + 2) return at;
    if (bytes[end + 1] !== LINE_FEED) return null;
    this.#events.onMessage(subject, bytes.subarray(next, end));
    return end + 2;
  }
}

function readInfo(text: string): NatsInfo | null {
  let info: unknown;
  try {
    info = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof info !== 'object' || info === null) return null;
  const { tls_required, nonce, max_payload } = info as Partial<
    Record<'tls_required' | 'nonce' | 'max_payload', unknown>
  >;
  return {
    wantsTls: tls_required === true,
    nonce: typeof nonce === 'string' ? nonce : '',
    maxPayload: typeof max_payload === 'number' ? max_payload : Infinity,
  };
}
