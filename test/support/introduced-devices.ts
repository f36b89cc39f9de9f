import { WebSocket } from 'ws';
import type { Clock, Introducer, Random } from '../../src/app/ports.js';
import { IntroducerSession, type Prove } from '../../src/app/introducer-session.js';
import { CLOSE_CODES } from '../../src/protocol/close-codes.js';
import { randomBytes } from 'node:crypto';

const clock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/** The introducer of the app's ports over `ws`, in place of a browser's WebSocket. */
const overWs = (port: number, localAddress: string): Introducer => ({
  connect(events) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/signal`, { localAddress });
    let isOver = false;
    socket.on('open', () => isOver || events.onOpen());
    socket.on('message', (data) => isOver || events.onFrame((data as Buffer).toString()));
    socket.on('error', () => undefined); // 'close' follows
    socket.on(
      'close',
      (code) => isOver || events.onClose(code === CLOSE_CODES.notAdmitted ? 'refused' : undefined),
    );
    return {
      send: (frame) => socket.readyState === WebSocket.OPEN && socket.send(frame),
      close: () => {
        isOver = true;
        socket.terminate();
      },
    };
  },
});

/** The app's own connection to an introducer, as a device keeps it, in Node: with its pauses and its time-outs. */
export class TestDevice {
  readonly rendezvous = new Uint8Array(randomBytes(16));
  readonly heard: string[] = [];
  /** When it was connected, in ms that never go back; the latest last. */
  readonly upsAtMs: number[] = [];
  readonly session: IntroducerSession;

  constructor(port: number, localAddress = '127.0.0.1', prove?: Prove) {
    const ports = { clock, random, introducer: overWs(port, localAddress) };
    const listener = {
      onUp: () => void this.upsAtMs.push(performance.now()),
      onBlob: (blob: Uint8Array) => void this.heard.push(Buffer.from(blob).toString()),
    };
    this.session = new IntroducerSession(ports, () => this.rendezvous, listener, prove);
    this.session.start();
  }

  /** Says it again and again, as a device does that waits for an answer, until the other has heard it. */
  async reaches(other: TestDevice, text: string, limitMs = 15_000): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (!other.heard.includes(text)) {
      if (performance.now() > endMs) throw new Error(`not heard within ${limitMs} ms: ${text}`);
      this.session.publish(other.rendezvous, Buffer.from(text));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
