import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anOffice, FINANCE, type Office } from '../../test/support/an-office.js';
import { createMemoryClock, createMemoryRandom } from '../../test/support/memory-ports.js';
import { createMemoryRegistry, createMemoryRegistryStore } from '../../test/support/memory-registry.js';
import { idBytes, type IssuerId } from '../protocol/ids.js';
import { DOC_PART_BYTES, type DocRow, type RegistryRecord } from '../protocol/registry-records.js';
import { Registry } from './registry.js';
import { RegistrySync, type DocsLink } from './registry-sync.js';

const NOW_MS = 1_767_225_600_000;

/** Lets everything happen that waits for promises only. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

/** A device that trusts `office`: its registry, and what it says of it on links. */
async function aDevice(...offices: readonly Office[]) {
  const clock = createMemoryClock(NOW_MS);
  const disk = createMemoryRegistry();
  const loadRegistry = () => Promise.resolve(createMemoryRegistryStore(disk));
  const registry = await Registry.load({ clock, loadRegistry }, (fault) => assert.fail(fault));
  for (const office of offices) await registry.trustAuthority(office.authorityDoc);
  return { clock, disk, registry, sync: new RegistrySync(registry, clock) };
}
type ADevice = Awaited<ReturnType<typeof aDevice>>;

/** The other end of a link, in the hands of the test: what it was told, in order. */
class Stranger implements DocsLink {
  readonly told: RegistryRecord[] = [];
  /** While it is a promise, nothing that is sent gets through. */
  stall: Promise<void> | null = null;

  async send(record: RegistryRecord): Promise<void> {
    await this.stall;
    this.told.push(record);
  }

  /** Records of one type, and forgets all. */
  take<T extends RegistryRecord['type']>(type: T): Extract<RegistryRecord, { type: T }>[] {
    const found = this.told.filter((one): one is Extract<RegistryRecord, { type: T }> => one.type === type);
    this.told.length = 0;
    return found;
  }
}

const rowOf = (office: Office, kind: DocRow['kind'], number: number, key?: Uint8Array): DocRow => ({
  kind,
  key: key ?? idBytes(office.registrar.holder),
  authority: office.authority,
  number,
});

/** Two devices with a link between them, on which each has shown a badge. */
function link(a: ADevice, b: ADevice, shared: ReadonlySet<IssuerId>): void {
  const ends: { a: DocsLink; b: DocsLink } = {
    a: { send: (record) => Promise.resolve().then(() => b.sync.onRecord(ends.b, record)) },
    b: { send: (record) => Promise.resolve().then(() => a.sync.onRecord(ends.a, record)) },
  };
  a.sync.meet(ends.a, shared);
  b.sync.meet(ends.b, shared);
}

const parts = (bytes: Uint8Array): RegistryRecord[] => {
  const count = Math.ceil(bytes.byteLength / DOC_PART_BYTES);
  return Array.from({ length: count }, (_, i) => ({
    type: 'docs-part',
    left: count - 1 - i,
    bytes: bytes.slice(i * DOC_PART_BYTES, (i + 1) * DOC_PART_BYTES),
  }));
};

async function anOfficeAndADevice() {
  const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
  const device = await aDevice(office);
  const stranger = new Stranger();
  device.sync.meet(stranger, new Set([office.authority]));
  const say = async (...records: readonly RegistryRecord[]) => {
    for (const record of records) device.sync.onRecord(stranger, record);
    await settle();
  };
  return { office, device, stranger, say };
}

describe('two devices of one office', () => {
  it('come to hold the same, however many documents there are', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const [a, b] = [await aDevice(office), await aDevice(office)];
    const post = { department: FINANCE, urduName: null, handover: null, number: 1, sinceMs: NOW_MS };
    for (let i = 0; i < 300; i++) {
      const holder = office.someKey(1);
      await a.registry.take('charge', (await office.charge({ ...post, name: `SO ${i}`, holder })).bytes);
    }
    await a.registry.take('revocations', (await office.revoke({})).bytes);
    link(a, b, new Set([office.authority]));
    await settle();
    const charge = await office.charge({ ...post, name: 'The last', holder: office.someKey(2) });
    await b.registry.take('charge', charge.bytes);
    for (let i = 0; i < 400 && a.registry.rows().length + b.registry.rows().length < 604; i++) await settle();
    assert.equal(a.registry.rows().length, 302);
    assert.equal(b.registry.rows().length, 302);
  });

  it('pass news on at once, over those between', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const devices = [
      await aDevice(office),
      await aDevice(office),
      await aDevice(office),
      await aDevice(office),
    ];
    for (const [i, one] of devices.slice(1).entries()) link(devices[i]!, one, new Set([office.authority]));
    await devices[0]!.registry.take('revocations', (await office.revoke({}, 7)).bytes);
    for (let i = 0; i < 20; i++) await settle();
    assert.deepEqual(
      devices.map(({ registry }) => registry.revocations[0]?.number),
      [7, 7, 7, 7],
    );
  });

  it('speak of the authority whose badge is shown now, and no more of another', async () => {
    const random = createMemoryRandom('two offices');
    const [office, other] = [await anOffice(random, NOW_MS), await anOffice(random, NOW_MS, 'Another')];
    const device = await aDevice(office, other);
    for (const one of [office, other])
      await device.registry.take('revocations', (await one.revoke({})).bytes);
    const stranger = new Stranger();
    device.sync.meet(stranger, new Set([office.authority]));
    device.sync.meet(stranger, new Set([other.authority]));
    device.sync.onRecord(stranger, { type: 'docs-want', name: rowOf(office, 'revocations', 1) });
    await settle();
    const [before, after] = stranger.told.filter(({ type }) => type === 'docs-have');
    assert.ok(before?.type === 'docs-have' && before.rows[0]?.authority === office.authority);
    assert.ok(after?.type === 'docs-have' && after.rows[0]?.authority === other.authority);
    const [given] = stranger.take('docs-part');
    assert.equal(given?.bytes.byteLength, 0, 'the first office’s list is not theirs any more');
  });

  it('ask for what was told before the badge came', async () => {
    const office = await anOffice(createMemoryRandom('an office'), NOW_MS);
    const device = await aDevice(office);
    const stranger = new Stranger();
    device.sync.meet(stranger, new Set());
    device.sync.onRecord(stranger, { type: 'docs-have', rows: [rowOf(office, 'revocations', 1)] });
    await settle();
    assert.equal(stranger.take('docs-want').length, 0, 'of whom no badge is seen nothing is asked');
    device.sync.meet(stranger, new Set([office.authority]));
    await settle();
    assert.equal(stranger.take('docs-want').length, 1);
  });
});

describe('somebody hostile with a badge', () => {
  it('gets nothing in that was not asked for', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    const { bytes, pages } = await office.list([]);
    await say(...parts(bytes), ...pages.map((page): RegistryRecord => ({ type: 'page', bytes: page })));
    assert.equal(device.registry.rows().length, 0);
    assert.equal(device.disk.pages.size, 0);
    assert.deepEqual(stranger.told, []);
  });

  it('is asked for nothing after three answers that are not sound', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    for (let number = 1; number <= 5; number++) {
      await say({ type: 'docs-have', rows: [rowOf(office, 'revocations', number)] });
      assert.equal(stranger.take('docs-want').length, number <= 3 ? 1 : 0, `the ${number}th time`);
      await say({ type: 'docs-part', left: 0, bytes: new Uint8Array([1, 2, 3]) });
    }
    assert.equal(device.registry.rows().length, 0);
  });

  it('gets no older document in by naming a higher number', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    const [older, newer] = [await office.revoke({}, 1), await office.revoke({}, 2)];
    await device.registry.take('revocations', newer.bytes);
    stranger.take('docs-want');
    await say({
      type: 'docs-have',
      rows: [rowOf(office, 'revocations', 1), rowOf(office, 'revocations', 2)],
    });
    assert.equal(stranger.take('docs-want').length, 0, 'what is no news is not asked for');
    for (let number = 3; number < 9; number++) {
      await say({ type: 'docs-have', rows: [rowOf(office, 'revocations', number)] });
      await say(...parts(older.bytes));
    }
    assert.equal(device.registry.revocations[0]?.number, 2);
    assert.equal(stranger.take('docs-want').length, 3);
  });

  it('has a bounded number of answers waiting, however much it asks for', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    await device.registry.take('revocations', (await office.revoke({})).bytes);
    stranger.take('docs-have');
    let release = (): void => undefined;
    stranger.stall = new Promise((resolve) => (release = resolve));
    for (let i = 0; i < 10_000; i++)
      device.sync.onRecord(stranger, { type: 'docs-want', name: rowOf(office, 'revocations', 1) });
    stranger.stall = null;
    release();
    await settle();
    const given = stranger.take('docs-part').length;
    assert.ok(given > 0 && given <= 4, `${given} answers`);
    await say({ type: 'docs-want', name: rowOf(office, 'revocations', 1) });
    assert.equal(stranger.take('docs-part').length, 1, 'and is answered again afterwards');
  });

  it('does not keep others from being asked, by giving drop by drop', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    const list = await office.revoke({});
    await say({ type: 'docs-have', rows: [rowOf(office, 'revocations', 1)] });
    assert.equal(stranger.take('docs-want').length, 1);
    const honest = new Stranger();
    device.sync.meet(honest, new Set([office.authority]));
    device.sync.onRecord(honest, { type: 'docs-have', rows: [rowOf(office, 'revocations', 1)] });
    let waitedMs = 0;
    for (let left = 20; left >= 0 && honest.take('docs-want').length === 0; left--) {
      device.clock.advance(29_000);
      waitedMs += 29_000;
      await say({ type: 'docs-part', left, bytes: new Uint8Array([left]) });
    }
    assert.ok(waitedMs <= 150_000, `asked another after ${waitedMs} ms`);
    for (const part of parts(list.bytes)) device.sync.onRecord(honest, part);
    await settle();
    assert.equal(device.registry.revocations.length, 1);
  });
});

describe('somebody honest who has not heard yet', () => {
  it('is asked on, however much of what they give counts no more', async () => {
    const { office, device, stranger, say } = await anOfficeAndADevice();
    await device.registry.take('revocations', (await office.revokeRegistrar(NOW_MS - 3_600_000)).bytes);
    const post = { department: FINANCE, urduName: null, handover: null, number: 1, sinceMs: NOW_MS };
    for (let i = 0; i < 5; i++) {
      const charge = await office.charge({ ...post, name: `SO ${i}`, holder: office.someKey(1) });
      stranger.take('docs-want');
      await say({ type: 'docs-have', rows: [rowOf(office, 'charge', 1, charge.id)] });
      assert.equal(stranger.take('docs-want').length, 1, `the ${i + 1}th charge`);
      await say(...parts(charge.bytes));
      await say({ type: 'docs-have', rows: [rowOf(office, 'charge', 1, charge.id)] });
      assert.equal(stranger.take('docs-want').length, 0, 'the same is not asked for again');
    }
    const news = await office.revokeRegistrar(NOW_MS - 7_200_000);
    await say({ type: 'docs-have', rows: [rowOf(office, 'revocations', 99, idBytes(office.authority))] });
    assert.equal(stranger.take('docs-want').length, 1);
    await say(...parts(news.bytes));
    assert.equal(device.registry.revocations[0]?.badges[0]?.fromMs, NOW_MS - 7_200_000);
  });
});
