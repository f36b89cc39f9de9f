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
});
