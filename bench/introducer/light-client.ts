import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opcodes of RFC 6455 section 5.2. */
const TEXT = 1;
const BINARY = 2;

/**
 * A WebSocket client that does next to nothing, so that the server is what is measured: frames are written as they were
 * once prepared, and what arrives is counted by its length.
 */
export class LightClient {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  /** Called with the length of each text or binary frame, and with what is in it. */
  onMessage: (bytes: number, payload: Buffer) => void;

  private constructor(socket: Socket, onMessage: LightClient['onMessage']) {
    this.#socket = socket;
    this.onMessage = onMessage;
  }

  /** The first frames may be there before this returns. */
  static async open(
    port: number,
    onMessage: LightClient['onMessage'] = () => undefined,
  ): Promise<LightClient> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    socket.write(
      `GET /signal HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    const client = new LightClient(socket, onMessage);
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n'))
      head = Buffer.concat([head, ...((await once(socket, 'data')) as [Buffer])]);
    if (!head.toString('latin1').startsWith('HTTP/1.1 101 '))
      throw new Error(`refused: ${head.toString('latin1', 0, 40)}`);
    client.#read(head.subarray(head.indexOf('\r\n\r\n') + 4));
    socket.on('data', (chunk: Buffer) => client.#read(chunk));
    return client;
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      if (at + 2 > bytes.length) break;
      const short = bytes.readUInt8(at + 1);
      if (short === 126 && at + 4 > bytes.length) break;
      const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
      const begin = at + (short === 126 ? 4 : 2);
      const end = begin + length;
      if (end > bytes.length) break;
      const opcode = bytes.readUInt8(at) & 0x0f;
      if (opcode === TEXT || opcode === BINARY) this.onMessage(length, bytes.subarray(begin, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

/** A frame as a client sends it. Its mask is zero, which the standard allows and which leaves the payload as it is. */
export function clientFrame(payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(body.length < 126 ? 6 : 8);
  head[0] = 0x80 | (typeof payload === 'string' ? TEXT : BINARY);
  head[1] = 0x80 | (body.length < 126 ? body.length : 126);
  if (body.length >= 126) head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}
