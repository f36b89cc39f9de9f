import type { Introducer } from '../../src/app/ports.js';
import { until, type Harness } from './harness.js';

/** The other end of a connection, as a test drives it. */
export interface IntroducerSubject {
  readonly introducer: Introducer;
  /** Frames that arrived there, in order. */
  readonly received: string[];
  /** Says something to whoever is connected. */
  say(frame: string): void;
  /** Ends the connection from there. */
  hangUp(): void;
  dispose(): Promise<void>;
}

/** What every `Introducer` promises. `away` makes one where nobody answers. */
export function introducerContract(
  { describe, it, assert }: Harness,
  name: string,
  make: () => Promise<IntroducerSubject>,
  away: () => Introducer,
): void {
  const connect = (introducer: Introducer) => {
    const log: string[] = [];
    const connection = introducer.connect({
      onOpen: () => log.push('open'),
      onFrame: (frame) => log.push(`frame ${frame}`),
      onClose: (why) => log.push(why ? `close ${why}` : 'close'),
    });
    return { log, connection };
  };

  describe(`${name} keeps the contract of Introducer`, () => {
    it('carries text both ways in order', async () => {
      const subject = await make();
      const { log, connection } = connect(subject.introducer);
      await until('it to open', () => log.includes('open'));
      connection.send('{"a":"سلام"}');
      connection.send('2');
      await until('two frames', () => subject.received.length === 2);
      subject.say('hello');
      subject.say('again');
      await until('two answers', () => log.length === 3);
      assert.deepEqual(subject.received, ['{"a":"سلام"}', '2']);
      assert.deepEqual(log, ['open', 'frame hello', 'frame again']);
      connection.close();
      await subject.dispose();
    });

    it('tells once that the connection is over, and nothing after it', async () => {
      const subject = await make();
      const { log, connection } = connect(subject.introducer);
      await until('it to open', () => log.includes('open'));
      subject.hangUp();
      await until('it to close', () => log.includes('close'));
      connection.send('into the void');
      connection.close();
      assert.deepEqual(log, ['open', 'close']);
      await subject.dispose();
    });

    it('ends a connection from which too long a frame comes, and says why', async () => {
      const subject = await make();
      const { log } = connect(subject.introducer);
      await until('it to open', () => log.includes('open'));
      subject.say('x'.repeat(16 * 1024 + 1));
      await until('it to close', () => log.length === 2);
      assert.deepEqual(log, ['open', 'close nonsense']);
      await subject.dispose();
    });

    it('says that nobody is there, and drops what is sent', async () => {
      const { log, connection } = connect(away());
      connection.send('too early');
      await until('it to close', () => log.length > 0);
      connection.send('too late');
      assert.deepEqual(log, ['close']);
    });
  });
}
