import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryKeys,
  createMemoryMachine,
  createMemoryRandom,
  createMemoryTabs,
} from '../../test/support/memory-ports.js';
import { createMemoryDisk, createMemoryRepo } from '../../test/support/memory-repo.js';
import { openManifest } from '../protocol/manifest.js';
import { MAX_DEVICES, MAX_NAME_BYTES } from '../protocol/limits.js';
import { Identity } from './identity.js';
import { draftPorts } from '../../test/support/memory-drafts.js';
import { createMemoryRegistryFiles, createMemoryRegistryStore } from '../../test/support/memory-registry.js';
import type { Ports } from './ports.js';

const DAY_MS = 86_400_000;

async function aDevice(seed = 'Ayesha') {
  const random = createMemoryRandom(seed);
  const repo = createMemoryRepo(createMemoryDisk());
  await repo.open();
  const clock = createMemoryClock();
  let wallMs = clock.wallMs();
  const ports: Ports = {
    clock: { ...clock, wallMs: () => wallMs },
    random,
    keys: createMemoryKeys(random),
    repo,
    ...draftPorts(),
    loadRegistry: () => Promise.resolve(createMemoryRegistryStore()),
    registryFiles: createMemoryRegistryFiles(),
    introducer: createMemoryIntroducer(),
    peers: { prepare: () => {}, open: () => assert.fail('nobody is dialled here') },
    loadWords: () => assert.fail('nobody reads words here'),
    loadProbe: () => assert.fail('nobody looks at the network here'),
    tabs: createMemoryTabs().tab(),
    machine: createMemoryMachine(),
    origin: 'http://localhost:8080',
    build: 'test',
  };
  const created = await Identity.create('Ayesha', ports);
  assert.ok(created.ok);
  return { identity: created.value, ports, pass: (days: number) => (wallMs += days * DAY_MS) };
}

describe('Identity', () => {
  it('is the same person after a restart', async () => {
    const { identity, ports } = await aDevice();
    const again = await Identity.load(identity.record, ports);
    assert.deepEqual([again.person, again.device, again.name], [identity.person, identity.device, 'Ayesha']);
  });

  for (const [name, fault] of [
    ['   ', 'name-empty'],
    ['\u200b\u202e', 'name-empty'],
    ['ن'.repeat(MAX_NAME_BYTES / 2 + 1), 'name-too-long'],
  ] as const) {
    it(`refuses ${JSON.stringify(name.slice(0, 4))}… as ${fault}`, async () => {
      const { identity } = await aDevice();
      assert.deepEqual(await identity.rename(name), { ok: false, error: fault });
      assert.equal(identity.name, 'Ayesha');
    });
  }

  it('retires a device key for good, under a manifest with a higher number', async () => {
    const { identity } = await aDevice();
    const before = identity.device;
    assert.ok((await identity.retireDevice()).ok);
    const manifest = openManifest(identity.record.manifest);
    assert.equal(manifest?.number, 2);
    assert.deepEqual(
      manifest.revoked.map((row) => row.device),
      [before],
    );
    assert.ok(identity.isOwnDevice(before));
  });

  it('can be opened again however often its device key was retired', async () => {
    const { identity, ports } = await aDevice();
    for (let i = 0; i < MAX_DEVICES + 3; i++) assert.ok((await identity.retireDevice()).ok);
    assert.equal((await Identity.load(identity.record, ports)).device, identity.device);
  });

  it('lets a contact link be used by one person, and by that person again', async () => {
    const { identity } = await aDevice();
    const [bilal, chanda] = [(await aDevice('Bilal')).identity.person, identity.person];
    const made = await identity.makeIntro();
    const secret = made.ok ? made.value.card.intro! : assert.fail('no link');
    assert.equal(identity.judgeIntro(secret, null), 'welcome');
    await identity.bindIntro(secret, bilal, () => Promise.resolve());
    assert.equal(identity.judgeIntro(secret, bilal), 'welcome');
    assert.equal(identity.judgeIntro(secret, chanda), 'intro-used');
  });

  it('turns a contact link down after seven days, and one it never made', async () => {
    const { identity, ports, pass } = await aDevice();
    const made = await identity.makeIntro();
    const secret = made.ok ? made.value.card.intro! : assert.fail('no link');
    pass(8);
    assert.equal(identity.judgeIntro(secret, null), 'intro-expired');
    assert.equal(identity.judgeIntro(ports.random.bytes(16), null), 'intro-expired');
  });

  it('makes one prekey a day and forgets seeds after sixteen, whatever the clock did', async () => {
    const { identity, pass } = await aDevice();
    assert.deepEqual(await identity.renewPrekeys(), { ok: true, value: false });
    for (let day = 0; day < 30; day++) {
      pass(1);
      assert.deepEqual(await identity.renewPrekeys(), { ok: true, value: true });
    }
    assert.equal(identity.record.prekeys.length, 16);
    pass(-4000);
    assert.deepEqual(await identity.renewPrekeys(), { ok: true, value: true });
    pass(8000);
    await identity.renewPrekeys();
    assert.equal(identity.record.prekeys.length, 2);
  });

  describe('recalls a manifest of its own that others hold', () => {
    /** The same store on two machines, or one and what it was before. */
    async function aCopyOf({ identity, ports }: Awaited<ReturnType<typeof aDevice>>) {
      const repo = createMemoryRepo(createMemoryDisk());
      await repo.open();
      return Identity.load(identity.record, { ...ports, repo });
    }
    const ownOf = (identity: Identity) => openManifest(identity.record.manifest)!;
    const seedOf = async ({ record }: Identity, { keys }: Ports) => keys.reveal(record.personKey);
    const recovered = async (of: Identity, ports: Ports) => {
      const made = await Identity.recover('Ayesha', await seedOf(of, ports), ports);
      return made.ok ? made.value : assert.fail(made.error);
    };

    it('and names the devices that its disk forgot as over, above their number', async () => {
      const stage = await aDevice();
      const before = await aCopyOf(stage);
      const { identity } = stage;
      for (let i = 0; i < 3; i++) await identity.retireDevice();
      await before.retireDevice(); // as a store does that knows to be behind
      assert.deepEqual(await before.recall(ownOf(identity)), { ok: true, value: 'recalled' });
      const manifest = ownOf(before);
      assert.equal(manifest.number, ownOf(identity).number + 1);
      assert.deepEqual(
        manifest.devices.map(({ device }) => device),
        [before.device],
      );
      for (const { device } of ownOf(identity).devices) assert.ok(before.isOwnDevice(device));
      assert.deepEqual(await before.recall(ownOf(identity)), { ok: true, value: 'known' });
    });

    it('once only: a device of the same store that speaks again after it was ended ends this one', async () => {
      const stage = await aDevice();
      const [one, other] = [stage.identity, await aCopyOf(stage)];
      await one.retireDevice();
      await other.retireDevice();
      let turns = 0;
      for (let changed = true; changed && turns < 10; turns++) {
        const [a, b] = [await one.recall(ownOf(other)), await other.recall(ownOf(one))];
        changed = [a, b].some((result) => result.ok && result.value === 'recalled');
      }
      assert.ok(turns <= 3, `${turns} turns`);
      assert.equal([one, other].filter(({ endedBy }) => endedBy !== null).length, 1);
    });

    it('which one made from words takes for its own past, and one that it was made from for its end', async () => {
      const { identity, ports } = await aDevice();
      const again = await recovered(identity, ports);
      assert.deepEqual(
        [again.person, again.record.rendezvous],
        [identity.person, identity.record.rendezvous],
      );
      assert.notEqual(again.device, identity.device);
      assert.deepEqual(await again.recall(ownOf(identity)), { ok: true, value: 'recalled' });
      assert.ok(again.isOwnDevice(identity.device));
      assert.deepEqual(await identity.recall(ownOf(again)), { ok: true, value: 'ended' });
      assert.equal(identity.endedBy?.number, ownOf(again).number);
      // For good, and whatever else comes.
      assert.deepEqual(await identity.recall(ownOf(again)), { ok: true, value: 'known' });
      assert.ok((await Identity.load(identity.record, ports)).endedBy);
    });

    it('of two made in one second, both say the same of which is the newer', async () => {
      for (const n of [1, 2, 3, 4]) {
        const { identity, ports } = await aDevice(`Ayesha ${n}`);
        const [one, other] = [await recovered(identity, ports), await recovered(identity, ports)];
        const [shownToOne, shownToOther] = [ownOf(other), ownOf(one)];
        assert.equal(shownToOne.number, shownToOther.number);
        await one.recall(shownToOne);
        await other.recall(shownToOther);
        assert.equal([one, other].filter(({ endedBy }) => endedBy !== null).length, 1);
      }
    });

    it('only if it is its own', async () => {
      const [{ identity }, bilal] = [await aDevice(), await aDevice('Bilal')];
      assert.deepEqual(await identity.recall(ownOf(bilal.identity)), { ok: true, value: 'known' });
    });

    it('and is taken back by its words with a number above all, where the clock is years behind, too', async () => {
      const { identity, ports, pass } = await aDevice();
      const again = await recovered(identity, ports);
      await identity.recall(ownOf(again));
      pass(-4000);
      const { device } = identity;
      assert.ok((await identity.reclaim(await seedOf(identity, ports))).ok);
      const manifest = openManifest(identity.record.manifest)!;
      assert.ok(manifest.number > ownOf(again).number);
      assert.deepEqual(new Set(manifest.revoked.map((row) => row.device)), new Set([device, again.device]));
      assert.equal(identity.endedBy, null);
    });
  });
});
