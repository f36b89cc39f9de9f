import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOffice, FINANCE } from '../../test/support/an-office.js';
import { createMemoryClock, createMemoryRandom } from '../../test/support/memory-ports.js';
import { createMemoryRegistryStore } from '../../test/support/memory-registry.js';
import { aRow } from '../../test/support/held-directories.js';
import { Registry } from './registry.js';
import { registryDirectory } from './registry-directory.js';

const NOW_MS = 1_767_225_600_000;

/** An open directory over a registry that counts how often it is asked for directories, to name their pages. */
async function anOpenDirectory() {
  const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
  const clock = createMemoryClock(NOW_MS);
  const loadRegistry = () => Promise.resolve(createMemoryRegistryStore());
  const registry = await Registry.load({ clock, loadRegistry }, (fault) => assert.fail(fault));
  await registry.trustAuthority(office.authorityDoc);
  let namings = 0;
  const seen = new Proxy(registry, {
    get(target, name) {
      if (name === 'directories') namings++;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const directory = registryDirectory({
    registry: seen,
    clock,
    posts: () => [],
    write: () => assert.fail('nobody is written to'),
    onFault: (fault) => assert.fail(fault),
  });
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10) {
      clock.advance(10);
      await new Promise(setImmediate);
    }
  };
  directory.open();
  await pass(1_000);
  return { office, registry, directory, pass, namingsOf: () => namings };
}

describe('the directory of a registry', () => {
  it('looks once at what changes together, and finds what has come', async () => {
    const { office, registry, directory, pass, namingsOf } = await anOpenDirectory();
    const post = { department: FINANCE, urduName: null, handover: null, number: 1, sinceMs: NOW_MS };
    const charges = await Promise.all(Array.from({ length: 50 }, (_, i) => office.charge({ ...post, name: `SO ${i}`, holder: null }))); // prettier-ignore
    const listed = await office.list([aRow(1, { name: 'Ayesha Siddiqui' })]);
    const before = namingsOf();
    const changes = registry.changes.value;
    for (const { bytes } of charges) assert.equal(await registry.take('charge', bytes), 'kept');
    assert.equal(await registry.take('directory', listed.bytes), 'kept');
    assert.equal(await registry.takePages(listed.pages), 1);
    assert.ok(registry.changes.value - changes >= 52, 'each of them is a change');
    await pass(1_000);
    // To name pages, and for each time that the view is shown: as often as for one change.
    const together = namingsOf() - before;
    assert.ok(together <= 5, `${together} times`);
    assert.deepEqual(directory.search('ayesha', 5).map(({ name }) => name), ['Ayesha Siddiqui']); // prettier-ignore
    await registry.take('revocations', (await office.revoke({})).bytes);
    await pass(1_000);
    assert.ok(namingsOf() > before + together, 'and again for what comes later');
  });

  it('is not put off by changes that do not end', async () => {
    const { office, registry, directory, pass } = await anOpenDirectory();
    const listed = await office.list([aRow(1, { name: 'Ayesha Siddiqui' })]);
    await registry.take('directory', listed.bytes);
    await registry.takePages(listed.pages);
    for (let day = 1; directory.search('ayesha', 5).length === 0; day++) {
      assert.ok(day < 12, 'it is found after 100 ms');
      registry.onDay(day);
      await pass(20);
    }
  });
});
