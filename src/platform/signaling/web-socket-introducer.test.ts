import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { introducerContract } from '../../../test/contract/introducer.contract.js';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { createIntroducer, introducerUrl } from './web-socket-introducer.js';

/** A WebSocket whose other end is the test. The real one is tested with the real server, end to end. */
class FakeSocket extends EventTarget {
  static current: FakeSocket | null = null;
  readonly sent: string[] = [];
  readyState: number = WebSocket.CONNECTING;
  bufferedAmount = 0;
  binaryType = 'blob';

  constructor() {
    super();
    FakeSocket.current = this;
    queueMicrotask(() => {
      if (this.readyState !== WebSocket.CONNECTING) return;
      this.readyState = WebSocket.OPEN;
      this.dispatchEvent(new Event('open'));
    });
  }

  send(frame: string): void {
    this.sent.push(frame);
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  close(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    queueMicrotask(() => this.dispatchEvent(new Event('close')));
  }
}

const overFake = () => createIntroducer('ws://fake/signal', () => new FakeSocket() as unknown as WebSocket);
const fake = () => FakeSocket.current!;

introducerContract(
  mochaHarness,
  'the WebSocket introducer',
  () =>
    Promise.resolve({
      introducer: overFake(),
      get received() {
        return fake().sent;
      },
      say: (frame) => fake().say(frame),
      hangUp: () => fake().close(),
      dispose: () => Promise.resolve(),
    }),
  () => createIntroducer('ws://localhost:1/signal'),
);

describe('the WebSocket introducer', () => {
  const open = async () => {
    const log: string[] = [];
    const connection = overFake().connect({
      onOpen: () => log.push('open'),
      onFrame: () => log.push('frame'),
      onClose: (why) => log.push(why ?? 'close'),
    });
    await until('it to open', () => log.includes('open'));
    return { log, connection };
  };

  for (const [what, frame] of [
    ['bytes', new ArrayBuffer(3)],
    ['a blob', new Blob(['x'])],
  ] as const) {
    it(`ends a connection on which ${what} come, and says why`, async () => {
      const { log } = await open();
      fake().say(frame);
      fake().say('after it');
      await until('it to close', () => log.length > 1);
      assert.deepEqual(log, ['open', 'nonsense']);
      assert.equal(fake().readyState, WebSocket.CLOSED);
    });
  }

  it('gives a connection up whose other end does not take what is sent', async () => {
    const { log, connection } = await open();
    connection.send('1');
    fake().bufferedAmount = 2 * 1024 * 1024;
    connection.send('2');
    await until('it to close', () => log.includes('close'));
    assert.deepEqual(fake().sent, ['1']);
  });

  it('is over at once when it is closed, however long the socket takes', async () => {
    const { log, connection } = await open();
    fake().close = () => {}; // a dead network: no close event for a long time
    connection.close();
    fake().say('late');
    await until('it to close', () => log.includes('close'));
    assert.deepEqual(log, ['open', 'close']);
  });

  it('says that it is closed where the address is none', async () => {
    let closes = 0;
    createIntroducer('ftp://nowhere').connect({ onOpen() {}, onFrame() {}, onClose: () => closes++ });
    await until('it to close', () => closes === 1);
  });

  it('listens at /signal of the same host, under TLS where the page is', () => {
    assert.equal(
      introducerUrl({ protocol: 'https:', host: 'beep.example.gov' }),
      'wss://beep.example.gov/signal',
    );
    assert.equal(introducerUrl({ protocol: 'http:', host: 'localhost:8080' }), 'ws://localhost:8080/signal');
  });
});
