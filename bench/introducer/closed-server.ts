import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexText } from '../../src/protocol/ids.js';
import { parseServerFrame } from '../../src/protocol/introducer-frames.js';
import { aHolder, aKey, aRegistrar } from '../../test/support/pass-holder.js';
import { clientFrame, LightClient } from './light-client.js';
import { CLOSED, startRelay, type ServerUnderLoad } from './server-under-load.js';

/** People with a pass. So many that the server has forgotten the keys of each, of which it remembers 4,096, when they come again. */
const PEOPLE = 3_840;

type Holder = Awaited<ReturnType<typeof aHolder>>;

/** One of ours that is closed, and people whom a registrar has given a pass. */
export class ClosedServer {
  readonly server: ServerUnderLoad;
  readonly #folder: string;
  readonly #people: readonly Holder[];
  #next = 0;

  private constructor(server: ServerUnderLoad, folder: string, people: readonly Holder[]) {
    this.server = server;
    this.#folder = folder;
    this.#people = people;
  }

  static async start(): Promise<ClosedServer> {
    const folder = mkdtempSync(join(tmpdir(), 'beep-registry-'));
    mkdirSync(join(folder, 'revocations'));
    const [root, office] = [aKey(), aKey()];
    const nowS = Math.floor(Date.now() / 1000);
    const times = { fromS: nowS - 3_600, untilS: nowS + 86_400 };
    const registrar = await aRegistrar(root, office, times);
    const people: Holder[] = [];
    while (people.length < PEOPLE) people.push(await aHolder(office, registrar, times));
    const env = { AUTHORITY_KEY: hexText(root.publicKey), REGISTRY_DIR: folder };
    return new ClosedServer({ ...(await startRelay('beep', env)), name: CLOSED }, folder, people);
  }

  /** The next one comes in: challenged, and welcome. */
  async enter(): Promise<LightClient> {
    const holder = this.#people[this.#next++ % PEOPLE];
    const port = this.server.portOf(0);
    const frames: Buffer[] = [];
    let wake = (): void => undefined;
    const next = async () => {
      while (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const frame = parseServerFrame(frames.shift()?.toString() ?? '');
      return frame.ok ? frame.value : null;
    };
    const client = await LightClient.open(port, (_bytes, payload) => {
      frames.push(Buffer.from(payload));
      wake();
    });
    const challenge = await next();
    if (challenge?.type !== 'challenge' || !holder) throw new Error('not challenged');
    client.send(
      clientFrame(JSON.stringify(await holder.proves(challenge.nonce, `http://localhost:${port}`))),
    );
    if ((await next())?.type !== 'welcome') throw new Error('not let in');
    return client;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
