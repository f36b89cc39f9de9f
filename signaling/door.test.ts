import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { hexText, idBytes } from '../src/protocol/ids.js';
import type { VerifiedRevocations } from '../src/protocol/revocations.js';
import {
  CONNECTIONS_PER_HOLDER,
  Door,
  type DoorDeps,
  MAX_WAITING,
  PROVE_WITHIN_MS,
  type Caller,
} from './door.js';
import { Revoked } from './revoked.js';
import type { RunningServer, ServerOptions } from './server.js';
import { aHolder, aKey, aList, aRegistrar, issuerOfKey, NOW_MS } from '../test/support/pass-holder.js';
import { aRegistryFolder, aServer, TestClient, until } from './test-server.js';

const REFUSED = 4401;

/** Publishes a list as an authority does. */
function publish(folder: string, list: VerifiedRevocations): void {
  writeFileSync(join(folder, 'revocations', `${hexText(idBytes(list.issuer))}.cbor`), list.bytes);
}

/** A closed server with a folder of its own; its clock stands still unless a test moves it. */
async function aClosedServer(t: TestContext, options: Partial<ServerOptions> = {}) {
  const folder = aRegistryFolder(t);
  const [root, office] = [aKey(), aKey()];
  const registrar = await aRegistrar(root, office);
  const lines: string[] = [];
  const clock = { nowMs: NOW_MS };
  const server = await aServer(t, {
    registryDir: folder,
    authorities: new Set([issuerOfKey(root)]),
    nowMs: () => clock.nowMs,
    limits: { upgradeBurst: 100_000, connectionsPerAddress: 10_000, frameBurst: 1_000_000 },
    log: (line) => lines.push(line),
    ...options,
  });
  const origin = `http://localhost:${server.port}`;
  return { server, folder, root, office, registrar, origin, lines, clock };
}

type Holder = Awaited<ReturnType<typeof aHolder>>;

/** Somebody who has answered the challenge, and what came of it. */
async function enter(server: RunningServer, holder: Holder, origin: string) {
  const client = new TestClient(server);
  const challenge = await client.next();
  client.send(await holder.proves(challenge['nonce'], origin));
  return { client, challenge };
}

async function join_(server: RunningServer, holder: Holder, origin: string) {
  const { client } = await enter(server, holder, origin);
  const welcome = await client.next();
  assert.equal(welcome['type'], 'welcome');
  return { client, ticket: String(welcome['ticket']) };
}

async function isRefused(server: RunningServer, holder: Holder, origin: string): Promise<void> {
  const { client } = await enter(server, holder, origin);
  assert.equal(await client.closed, REFUSED);
}

describe('a closed introducer', () => {
  it('lets in who has a pass of its authority, or of a registrar of it, and then is as any other', async (t) => {
    const { server, root, office, registrar, origin } = await aClosedServer(t);
    const { client, ticket } = await join_(server, await aHolder(root), origin);
    assert.match(ticket, /^[\w-]{43}$/);
    const { client: other } = await join_(server, await aHolder(office, registrar), origin);
    client.send({ type: 'subscribe', topics: ['t'] });
    await client.settle();
    other.send({ type: 'publish', topic: 't', data: 'hello' });
    await other.settle();
    assert.deepEqual(await client.next(), { type: 'publish', topic: 't', data: 'hello', clients: 1 });
  });

  it('says whose passes it takes, with a nonce that never comes again', async (t) => {
    const { server, root } = await aClosedServer(t);
    const seen = new Set<unknown>();
    for (let i = 0; i < 20; i++) {
      const challenge = await new TestClient(server).next();
      assert.deepEqual(challenge['authorities'], [Buffer.from(root.publicKey).toString('base64url')]);
      seen.add(challenge['nonce']);
    }
    assert.equal(seen.size, 20);
  });

  it('refuses whatever is wrong by one and the same code', async (t) => {
    const { server, root, office, registrar, origin } = await aClosedServer(t);
    const refuse = (holder: Holder, at = origin) => isRefused(server, holder, at);
    const nowS = NOW_MS / 1000;
    await refuse(await aHolder(aKey()));
    await refuse(await aHolder(root), 'https://elsewhere.example');
    await refuse(await aHolder(root, null, { untilS: nowS }));
    await refuse(await aHolder(root, null, { fromS: nowS + 1 }));
    await refuse(await aHolder(office, null));
    await refuse(await aHolder(aKey(), registrar));
    await refuse(await aHolder(office, await aRegistrar(root, office, { mayIssueFor: null })));
    await refuse(await aHolder(office, await aRegistrar(root, office, { untilS: nowS })));
    // A chain of two registrars is one too long.
    const deep = aKey();
    await refuse(await aHolder(deep, await aRegistrar(office, deep)));
    const holder = await aHolder(root);
    for (const answer of [
      { type: 'subscribe', topics: ['t'] },
      { type: 'prove', proof: '' },
      { type: 'prove', proof: 'A'.repeat(5_462) },
      { type: 'prove', proof: 'A'.repeat(12_000) },
      { type: 'prove' },
      await holder.proves(Buffer.alloc(32).toString('base64url'), origin),
      'nonsense',
      Buffer.from([1]),
    ]) {
      const client = new TestClient(server);
      await client.next();
      if (Buffer.isBuffer(answer)) client.socket.send(answer);
      else client.send(answer);
      assert.equal(await client.closed, REFUSED, JSON.stringify(answer));
    }
  });

  it('takes one answer: a sound one after a wrong one, or the same one elsewhere, is passed over', async (t) => {
    const { server, root, origin } = await aClosedServer(t);
    const holder = await aHolder(root);
    const client = new TestClient(server);
    const { nonce } = await client.next();
    client.send({ type: 'ping' });
    const proof = await holder.proves(nonce, origin);
    client.send(proof);
    assert.equal(await client.closed, REFUSED);
    const replayed = new TestClient(server);
    await replayed.next();
    replayed.send(proof);
    assert.equal(await replayed.closed, REFUSED);
  });

  it('closes a connection that proves nothing, after five seconds', async (t) => {
    const { server } = await aClosedServer(t);
    const client = new TestClient(server);
    await client.next();
    const startMs = performance.now();
    assert.equal(await client.closed, REFUSED);
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs > 4_500 && tookMs < 6_500, `${tookMs} ms`);
  });

  it('takes an answer that was there in time, however late it gets to read it', async (t) => {
    const { server, root, origin } = await aClosedServer(t);
    const { client } = await enter(server, await aHolder(root), origin);
    // The server is in this process, and does nothing while this lasts.
    const endMs = performance.now() + PROVE_WITHIN_MS + 200;
    while (performance.now() < endMs);
    assert.equal((await client.next())['type'], 'welcome');
  });

  it('holds eight connections of one person, and another when one is gone', async (t) => {
    const { server, root, origin } = await aClosedServer(t);
    const holder = await aHolder(root);
    const seated = [];
    for (let i = 0; i < CONNECTIONS_PER_HOLDER; i++) seated.push(await join_(server, holder, origin));
    await isRefused(server, holder, origin);
    seated[0]!.client.socket.terminate();
    await until(() => server.figures().connections === CONNECTIONS_PER_HOLDER - 1);
    await join_(server, holder, origin);
  });

  it('closes the connections of who is revoked when the list is read, and lets them in no more', async (t) => {
    const { server, folder, root, office, registrar, origin } = await aClosedServer(t);
    const [byId, byPerson, byDevice, stays] = await Promise.all(
      [1, 2, 3, 4].map(() => aHolder(office, registrar)),
    );
    const seated = await Promise.all(
      [byId!, byPerson!, byDevice!].map((holder) => join_(server, holder, origin)),
    );
    const { client: staying } = await join_(server, stays!, origin);
    const fromMs = NOW_MS;
    publish(
      folder,
      await aList(root, root, null, {
        badges: [{ id: byId!.pass.id, fromMs }],
        people: [{ person: byPerson!.person, fromMs }],
        devices: [{ device: byDevice!.device, fromMs }],
      }),
    );
    assert.deepEqual(await Promise.all(seated.map(({ client }) => client.closed)), [
      REFUSED,
      REFUSED,
      REFUSED,
    ]);
    for (const holder of [byId!, byPerson!, byDevice!]) await isRefused(server, holder, origin);
    await staying.settle();
    for (const { ticket } of seated) assert.equal(await status(server, '/registry/index.json', ticket), 404);
  });

  it('closes connections whose pass ends while they last', async (t) => {
    const { server, root, origin, clock } = await aClosedServer(t);
    const { client } = await join_(server, await aHolder(root), origin);
    clock.nowMs += 2 * 86_400_000;
    assert.equal(await client.closed, REFUSED);
  });

  it('whose clock is years off lets nobody in, either way', async (t) => {
    const { server, root, origin, clock } = await aClosedServer(t);
    for (const years of [-40, -3, 3, 40]) {
      clock.nowMs = NOW_MS + years * 365 * 86_400_000;
      await isRefused(server, await aHolder(root), origin);
    }
  });

  it('writes down nothing of who comes but how many', async (t) => {
    const { server, root, origin, lines } = await aClosedServer(t);
    await join_(server, await aHolder(root), origin);
    await isRefused(server, await aHolder(aKey()), origin);
    await server.close();
    const events = lines.map((line) => {
      const { event, code, count, ...rest } = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual(Object.keys(rest), ['t']);
      return `${String(event)} ${String(code)} x${String(count)}`;
    });
    assert.deepEqual(events, ['start 0 x1', 'proved 0 x1', 'refused 4401 x1', 'stop 0 x1']);
  });

  it('gives no topic to 100,000 guesses, and no seat to 10,000 who announce themselves', async (t) => {
    const { server, root, origin } = await aClosedServer(t);
    const { client } = await join_(server, await aHolder(root), origin);
    client.send({ type: 'subscribe', topics: ['secret'] });
    await client.settle();
    // 20,000 frames with five guesses each before any proof, then the announcements.
    const liar = await aHolder(aKey());
    const sybils = Array.from({ length: 100 }, () => new TestClient(server));
    await Promise.all(
      sybils.map(async (sybil, who) => {
        const { nonce } = await sybil.next();
        if (who % 2 === 0) sybil.send(await liar.proves(nonce, origin));
        for (let i = 0; i < 200; i++) {
          const topics = Array.from({ length: 5 }, () => randomBytes(16).toString('hex'));
          sybil.send({ type: 'subscribe', topics: i === 0 ? ['secret', ...topics.slice(1)] : topics });
          if (i < 100) sybil.send({ type: 'publish', topic: 'secret', data: 'announce' });
        }
        assert.equal(await sybil.closed, REFUSED);
        await assert.rejects(sybil.next(), /closed with 4401/);
      }),
    );
    assert.deepEqual(await client.settle(), []);
    assert.deepEqual([server.figures().topics, server.figures().connections], [1, 1]);
  });

  it('refuses after the same time, whatever was wrong', { timeout: 120_000 }, async (t) => {
    const { server, root, office, registrar, folder, origin } = await aClosedServer(t);
    const revoked = await aHolder(office, registrar);
    publish(folder, await aList(root, root, null, { badges: [{ id: revoked.pass.id, fromMs: 0 }] }));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const expired = await aHolder(root, null, { untilS: NOW_MS / 1000 });
    const stranger = await aHolder(aKey());
    const kinds: Record<string, (nonce: unknown) => Promise<unknown>> = {
      malformed: () => Promise.resolve('x'),
      'other origin': (nonce) => expired.proves(nonce, 'https://elsewhere.example'),
      'replayed nonce': () => expired.proves(Buffer.alloc(32).toString('base64url'), origin),
      expired: (nonce) => expired.proves(nonce, origin),
      'unknown authority': (nonce) => stranger.proves(nonce, origin),
      revoked: (nonce) => revoked.proves(nonce, origin),
    };
    const measure = async (): Promise<{ spreadMs: number; fastest: string; slowest: string }> => {
      const tookMs = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
      for (let round = 0; round < 15; round++) {
        for (const [kind, answer] of Object.entries(kinds)) {
          const client = new TestClient(server);
          const { nonce } = await client.next();
          const frame = await answer(nonce);
          // Let what the making of the proof has held up be over.
          await new Promise((resolve) => setTimeout(resolve, 5));
          const startMs = performance.now();
          client.send(frame);
          assert.equal(await client.closed, REFUSED);
          tookMs.get(kind)!.push(performance.now() - startMs);
        }
      }
      const medians = [...tookMs].map(([kind, all]) => [kind, all.sort((a, b) => a - b)[7]!] as const);
      for (const [kind, ms] of medians)
        t.diagnostic(`${kind}: refused after ${ms.toFixed(2)} ms (median of 15)`);
      const [first, ...others] = medians.sort(([, a], [, b]) => a - b);
      const last = others.at(-1)!;
      assert.ok(first![1] >= 99, 'nobody is refused sooner');
      return { spreadMs: last[1] - first![1], fastest: first![0], slowest: last[0] };
    };
    // A busy machine spoils measurements, each in another way; a difference that is there is the same one in each of them.
    const spoiled: Awaited<ReturnType<typeof measure>>[] = [];
    for (let tries = 0; tries < 4; tries++) {
      const measured = await measure();
      t.diagnostic(`spread of the medians: ${measured.spreadMs.toFixed(2)} ms`);
      if (measured.spreadMs < 1) return;
      spoiled.push(measured);
    }
    for (const end of ['fastest', 'slowest'] as const)
      assert.ok(new Set(spoiled.map((one) => one[end])).size > 1, `${end}: always ${spoiled[0]![end]}`);
  });
});

/** Somebody at a door without a network. */
class FakeCaller implements Caller {
  readonly said: string[] = [];
  isGone = false;
  deliver(frame: Buffer): boolean {
    this.said.push(frame.subarray(frame.indexOf('{')).toString());
    return true;
  }
  close(): void {}
  terminate(): void {
    this.isGone = true;
  }
}

const DOOR_ORIGIN = 'https://beep.example';

/** A door of the authority `root`, behind which nobody was revoked. */
function aDoor(t: TestContext, root: ReturnType<typeof aKey>, given: Partial<DoorDeps> = {}): Door {
  const door = new Door({
    authorities: new Set([issuerOfKey(root)]),
    revoked: { holds: () => false, reload: () => Promise.resolve(false) },
    origins: () => [DOOR_ORIGIN],
    count: () => undefined,
    nowMs: () => NOW_MS,
    ...given,
  });
  t.after(() => door.close());
  return door;
}

/** What somebody with a pass by `root` says to the challenge that a caller was given. */
async function proofFor({ said }: FakeCaller, root: ReturnType<typeof aKey>): Promise<Buffer> {
  const { nonce } = JSON.parse(said[0]!) as { nonce: string };
  return Buffer.from(JSON.stringify(await (await aHolder(root)).proves(nonce, DOOR_ORIGIN)));
}

async function comesIn(door: Door, root: ReturnType<typeof aKey>): Promise<FakeCaller> {
  const caller = new FakeCaller();
  door.challenge(caller);
  assert.equal(door.answer(caller, await proofFor(caller, root), false), true);
  return caller;
}

describe('the door', () => {
  it('lets as many wait as may, and of more cuts those who were silent longest', async (t) => {
    const root = aKey();
    const events: string[] = [];
    const door = aDoor(t, root, { count: (event, code) => events.push(`${event} ${code}`) });
    const callers = Array.from({ length: MAX_WAITING }, () => new FakeCaller());
    for (const caller of callers) door.challenge(caller);
    // Whoever has answered waits no more, however wrong the answer is.
    door.answer(callers[1]!, Buffer.from('nonsense'), false);
    door.challenge(new FakeCaller());
    assert.equal(callers[0]!.isGone, false);
    for (let i = 0; i < 2; i++) door.challenge(new FakeCaller());
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => callers[i]!.isGone),
      [true, false, true, false],
    );
    assert.deepEqual(events, ['limit 4503', 'limit 4503']);
    assert.equal(door.figures.waiting, MAX_WAITING);
    assert.equal(door.answer(callers[0]!, await proofFor(callers[0]!, root), false), false, 'it is gone');
    assert.equal(door.answer(callers[3]!, await proofFor(callers[3]!, root), false), true);
  });

  it('looks people up in the lists when they come, and again when a list is newer', async (t) => {
    const root = aKey();
    let [looked, isNewer, isRevoked] = [0, false, false];
    const door = aDoor(t, root, {
      revoked: {
        holds: () => {
          looked++;
          return isRevoked;
        },
        reload: () => Promise.resolve(isNewer),
      },
    });
    const caller = await comesIn(door, root);
    await door.review();
    assert.equal(looked, 1);
    isNewer = true;
    await door.review();
    assert.equal(looked, 2);
    assert.notEqual(door.ticketOf(caller), null);
    isRevoked = true;
    await door.review();
    assert.equal(door.ticketOf(caller), null);
  });

  it('keeps nothing of anybody who is gone', async (t) => {
    const root = aKey();
    const door = aDoor(t, root);
    const caller = await comesIn(door, root);
    const ticket = door.ticketOf(caller)!;
    assert.equal(door.admitsRequest(`Bearer ${ticket}`), true);
    assert.deepEqual(door.figures, { waiting: 0, answered: 0, admitted: 1, holders: 1, tickets: 1 });
    door.leave(caller);
    assert.deepEqual(door.figures, { waiting: 0, answered: 0, admitted: 0, holders: 0, tickets: 0 });
    assert.equal(door.admitsRequest(`Bearer ${ticket}`), false);
  });
});

describe('what was revoked', () => {
  async function aFolder(t: TestContext) {
    const folder = mkdtempSync(join(tmpdir(), 'beep-revoked-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'revocations'));
    const [root, office, other] = [aKey(), aKey(), aKey()];
    const registrar = await aRegistrar(root, office);
    const elsewhere = await aRegistrar(root, other, { mayIssueFor: ['Health Division'] });
    const holder = await aHolder(office, registrar);
    const claim = { device: holder.device, pass: holder.pass, registrar };
    const row = { badges: [{ id: holder.pass.id, fromMs: NOW_MS }] };
    return {
      folder,
      root,
      office,
      other,
      registrar,
      elsewhere,
      claim,
      row,
      revoked: new Revoked(folder, new Set([issuerOfKey(root)])),
    };
  }

  it('is what the authority says, or the registrar of the department, and nobody else', async (t) => {
    const { folder, root, office, other, registrar, elsewhere, claim, row, revoked } = await aFolder(t);
    const stranger = aKey();
    publish(folder, await aList(stranger, stranger, null, row));
    publish(folder, await aList(root, other, elsewhere, row));
    await revoked.reload();
    assert.equal(revoked.holds(claim), false);
    publish(folder, await aList(root, office, registrar, row));
    assert.equal(await revoked.reload(), true);
    assert.equal(revoked.holds(claim), true);
  });

  it('never comes back by an older list, nor by one that is gone, broken or misnamed', async (t) => {
    const { folder, root, claim, row, revoked } = await aFolder(t);
    const list = await aList(root, root, null, { ...row, number: 2 });
    publish(folder, list);
    await revoked.reload();
    publish(folder, await aList(root, root, null, { number: 1, issuedMs: NOW_MS + 1 }));
    assert.equal(await revoked.reload(), false);
    rmSync(join(folder, 'revocations'), { recursive: true });
    await revoked.reload();
    assert.equal(revoked.holds(claim), true);
    const fresh = new Revoked(folder, new Set([issuerOfKey(root)]));
    mkdirSync(join(folder, 'revocations'));
    writeFileSync(join(folder, 'revocations', `${'0'.repeat(64)}.cbor`), list.bytes);
    writeFileSync(join(folder, 'revocations', `${hexText(root.publicKey)}.cbor`), list.bytes.subarray(1));
    await fresh.reload();
    assert.equal(fresh.holds(claim), false);
  });

  it('is read from files only: nothing that is no file, or leads out of the folder, is waited for', async (t) => {
    const { folder, root, office, registrar, claim, row, revoked } = await aFolder(t);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, (await aList(root, root, null, row)).bytes);
    symlinkSync(elsewhere, join(folder, 'revocations', `${hexText(root.publicKey)}.cbor`));
    execFileSync('mkfifo', [join(folder, 'revocations', `${'0'.repeat(64)}.cbor`)]);
    assert.equal(await revoked.reload(), false);
    assert.equal(revoked.holds(claim), false);
    publish(folder, await aList(root, office, registrar, row));
    assert.equal(await revoked.reload(), true);
    assert.equal(revoked.holds(claim), true);
  });

  it('is no more what a registrar says who was revoked before, and what they issued from then on is over', async (t) => {
    const { folder, root, office, registrar, claim, row, revoked } = await aFolder(t);
    publish(folder, await aList(root, office, registrar, row));
    publish(
      folder,
      await aList(root, root, null, { badges: [{ id: registrar.id, fromMs: NOW_MS - 1_000 }] }),
    );
    await revoked.reload();
    assert.equal(revoked.holds(claim), false, 'issued the day before');
    publish(
      folder,
      await aList(root, root, null, {
        number: 2,
        badges: [{ id: registrar.id, fromMs: claim.pass.fromS * 1000 }],
      }),
    );
    await revoked.reload();
    assert.equal(revoked.holds(claim), true);
  });
});

async function status(server: RunningServer, path: string, ticket: string | null): Promise<number> {
  const response = await fetch(`http://localhost:${server.port}${path}`, {
    headers: ticket === null ? {} : { authorization: `Bearer ${ticket}` },
  });
  await response.arrayBuffer();
  return response.status;
}

describe('the files of a registry', () => {
  const HASH = 'ab'.repeat(32);

  it('are served by their exact names, with the headers of everything, and shown anew without a restart', async (t) => {
    const { folder } = await aClosedServer(t);
    const server = await aServer(t, { registryDir: folder });
    const at = (path: string) => fetch(`http://localhost:${server.port}/registry/${path}`);
    writeFileSync(join(folder, 'secret.key'), 'secret');
    writeFileSync(join(folder, 'index.json'), '{}');
    writeFileSync(join(folder, 'pages', `${HASH}.cbor`), 'page');
    const index = await at('index.json');
    assert.deepEqual(
      [
        index.status,
        index.headers.get('content-type'),
        index.headers.get('cache-control'),
        await index.text(),
      ],
      [200, 'application/json', 'no-cache', '{}'],
    );
    assert.match(index.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const page = await at(`pages/${HASH}.cbor`);
    assert.deepEqual(
      [page.headers.get('content-type'), page.headers.get('cache-control')],
      ['application/cbor', 'private, max-age=31536000, immutable'],
    );
    writeFileSync(join(folder, 'index.json'), '{"revocations":[]}');
    assert.equal(await (await at('index.json')).text(), '{"revocations":[]}');
    for (const path of [
      '',
      'secret.key',
      'pages',
      'pages/',
      'index.json/',
      `pages/${HASH.toUpperCase()}.cbor`,
      `pages/..%2Findex.json`,
      '%69ndex.json',
      'index.json?x',
      `badges/${HASH}`,
      `other/${HASH}.cbor`,
    ]) {
      const { status: code } = await at(path);
      assert.equal(code, 404, path);
    }
  });

  it('of a closed server are for who has a ticket, but what somebody needs who waits for a badge', async (t) => {
    const { server, folder, root, origin } = await aClosedServer(t);
    for (const path of ['authority.cbor', 'index.json', `pages/${HASH}.cbor`, `badges/${HASH}.cbor`])
      writeFileSync(join(folder, path), 'x');
    const { client, ticket } = await join_(server, await aHolder(root), origin);
    const guess = randomBytes(32).toString('base64url');
    for (const [path, without, withOne] of [
      ['authority.cbor', 200, 200],
      [`badges/${HASH}.cbor`, 200, 200],
      ['index.json', 404, 200],
      [`pages/${HASH}.cbor`, 404, 200],
      [`pages/${'cd'.repeat(32)}.cbor`, 404, 404],
    ] as const) {
      assert.deepEqual(
        [
          await status(server, `/registry/${path}`, null),
          await status(server, `/registry/${path}`, guess),
          await status(server, `/registry/${path}`, ticket),
        ],
        [without, without, withOne],
        path,
      );
    }
    client.socket.close();
    await once(client.socket, 'close');
    await until(() => server.figures().connections === 0);
    assert.equal(await status(server, '/registry/index.json', ticket), 404);
  });
});
