import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALICE, anActor, BOB, bytesOf, cardOf, idOf, manifestOf } from '../../test/vectors/cast.js';
import { allTruncations, withItem } from '../../test/vectors/mutations.js';
import { encodeAdminBody, readAdminBody, type AdminBody } from './admin-body.js';
import { encodeTextBody, KIND } from './body.js';
import { encode, type Wire } from './codec.js';
import { sealEntry } from './entry.js';
import { idBytes, type ConversationId, type DeviceId, type EntryId, type PostId } from './ids.js';
import * as limits from './limits.js';

const salt = bytesOf('salt', 16);
const introduction = { manifest: await manifestOf(BOB), card: await cardOf(BOB) };
const ids = (count: number) => Array.from({ length: count }, (_, i) => idOf<EntryId>(`entry ${i}`)).sort();
const points = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    device: idOf<DeviceId>(`device ${i}`),
    seq: i,
    id: idOf<EntryId>(`head ${i}`),
  })) // prettier-ignore
    .sort((a, b) => (a.device < b.device ? -1 : 1));

const BODIES = {
  create: {
    kind: KIND.create,
    type: 'channel',
    name: 'واٹر بورڈ',
    history: 'all',
    post: null,
    ...introduction,
    knows: [],
  },
  'create with a post': {
    kind: KIND.create,
    type: 'post',
    name: 'SO Budget-II',
    history: 'all',
    post: idOf<PostId>('post'),
    ...introduction,
    knows: [],
  },
  add: { kind: KIND.add, person: BOB.person, role: 'admin', ...introduction, history: 'from-joining', anchors: points(2), knows: ids(1) }, // prettier-ignore
  remove: { kind: KIND.remove, person: BOB.person, pins: points(2), knows: ids(2) },
  leave: { kind: KIND.leave, knows: ids(1) },
  policy: { kind: KIND.policy, name: 'Water board', history: null, knows: ids(limits.MAX_KNOWS) },
} as const satisfies Record<string, AdminBody>;

const bytesOfBody = (body: AdminBody) => encodeAdminBody(salt, body);

describe('the body of an admin entry', () => {
  for (const [name, body] of Object.entries(BODIES)) {
    it(`of the kind ${name} comes back as it went`, () => {
      assert.deepEqual(readAdminBody(body.kind, bytesOfBody(body)), body);
    });

    it(`of the kind ${name} is refused when cut anywhere, or with a byte behind it`, () => {
      for (const damaged of allTruncations(bytesOfBody(body)))
        assert.equal(readAdminBody(body.kind, damaged), null);
    });

    it(`of the kind ${name} is nothing of another kind`, () => {
      const others = [...Object.values(KIND), 0, 15, 21, 64].filter((kind) => kind !== body.kind);
      for (const kind of others) assert.equal(readAdminBody(kind, bytesOfBody(body)), null);
    });
  }

  it('takes every choice there is', () => {
    const { add, create, policy } = BODIES;
    const bodies: AdminBody[] = [
      { ...create, type: 'group', history: 'from-joining' },
      { ...add, role: 'member', history: 'all', anchors: [] },
      { ...add, anchors: [] },
      { ...policy, name: null, history: 'from-joining' },
    ];
    for (const body of bodies) assert.deepEqual(readAdminBody(body.kind, bytesOfBody(body)), body);
  });

  it('names a post if it is a conversation with one, and else none', () => {
    const bytesWith = (type: number, post: readonly Wire[]) => {
      const { name, manifest, card } = BODIES.create;
      return encode([salt, type, name, 0, manifest.bytes, card.bytes, ...post, []]);
    };
    const post = idBytes(BODIES['create with a post'].post);
    assert.ok(readAdminBody(KIND.create, bytesWith(4, [post])));
    for (const [type, wire] of [
      [4, []],
      [4, [null]],
      [4, [post.subarray(1)]],
      [4, [post, post]],
      [1, [post]],
      [3, [post]],
      [1, [null]],
      [5, [post]],
    ] as const)
      // prettier-ignore
      assert.equal(readAdminBody(KIND.create, bytesWith(type, wire)), null, `${type} ${wire.length}`);
  });

  it('is none when it is no bytes, or a text', () => {
    for (const value of [
      null,
      undefined,
      'body',
      [],
      new Uint8Array(),
      encode([]),
      encode([salt]),
      encodeTextBody(salt, 'text'),
    ])
      // prettier-ignore
      for (const kind of Object.values(KIND)) assert.equal(readAdminBody(kind, value), null);
  });
});

/** Each field of a body of each kind, and what must not stand in it. Index 0 is the salt. */
const REFUSALS: readonly (readonly [what: string, body: AdminBody, index: number, item: Wire])[] = [
  ['a salt of 15 bytes', BODIES.leave, 0, salt.slice(1)],
  ['no salt', BODIES.leave, 0, null],
  ['a field more', BODIES.leave, 2, []],
  ['known entries out of order', BODIES.leave, 1, ids(2).reverse().map(idBytes)],
  ['the same known entry twice', BODIES.leave, 1, [...ids(1), ...ids(1)].map(idBytes)],
  ['a known entry of 31 bytes', BODIES.leave, 1, [bytesOf('x', 31)]],
  ['more known entries than fit', BODIES.leave, 1, ids(limits.MAX_KNOWS + 1).map(idBytes)],
  ['a group of type 0', BODIES.create, 1, 0],
  ['a group of type 4', BODIES.create, 1, 4],
  ['a type by name', BODIES.create, 1, 'group'],
  ['a group without a name', BODIES.create, 2, ''],
  ['a name with a bidi override', BODIES.create, 2, 'Water\u202e'],
  ['a name that is too long', BODIES.create, 2, 'a'.repeat(limits.MAX_NAME_BYTES + 1)],
  ['a history of 2', BODIES.create, 3, 2],
  ['a damaged manifest', BODIES.create, 4, introduction.manifest.bytes.slice(1)],
  ['the manifest of somebody else', BODIES.create, 4, (await manifestOf(ALICE)).bytes],
  ['a manifest without the card’s device', BODIES.create, 4, (await manifestOf(BOB, { devices: [] })).bytes],
  ['the card of somebody else', BODIES.create, 5, (await cardOf(ALICE)).bytes],
  [
    'a card that lets strangers in',
    BODIES.create,
    5,
    (await cardOf(BOB, { intro: bytesOf('intro', 16) })).bytes,
  ],
  ['a creation that knows something', BODIES.create, 6, ids(1).map(idBytes)],
  ['somebody whose manifest is not there', BODIES.add, 1, idBytes(ALICE.person)],
  ['a person of 31 bytes', BODIES.add, 1, bytesOf('x', 31)],
  ['a role of 2', BODIES.add, 2, 2],
  ['a role of −1', BODIES.add, 2, -1],
  ['anchors where all history is given', BODIES.add, 5, 0],
  ['anchors out of order', BODIES.add, 6, wire(points(2).reverse())],
  ['two anchors in one log', BODIES.add, 6, wire([...points(1), ...points(1)])],
  ['an anchor without its entry', BODIES.add, 6, [[bytesOf('device'), 3]]],
  ['an anchor before the first entry', BODIES.add, 6, [[bytesOf('device'), -1, bytesOf('id')]]],
  ['more anchors than fit', BODIES.add, 6, wire(points(limits.MAX_ANCHORS + 1))],
  ['more pins than fit', BODIES.remove, 2, wire(points(limits.MAX_PINS + 1))],
  ['pins that are none', BODIES.remove, 2, null],
  ['a policy that says nothing', BODIES.policy, 1, null],
  ['a policy of history 7', BODIES.policy, 2, 7],
];

function wire(rows: ReturnType<typeof points>): Wire {
  return rows.map(({ device, seq, id }) => [idBytes(device), seq, idBytes(id)]);
}

describe('an admin body', () => {
  for (const [what, body, index, item] of REFUSALS) {
    it(`is refused with ${what}`, () => {
      assert.equal(readAdminBody(body.kind, withItem(bytesOfBody(body), index, item)), null);
    });
  }

  it('is refused above its cap, though each of its fields is within its own', async () => {
    const others = Array.from({ length: limits.MAX_DEVICES - 1 }, (_, i) => anActor(`device ${i}`).device);
    const rows = [BOB.device, ...others].map((device) => ({ device, label: 'a'.repeat(limits.MAX_LABEL_BYTES), fromMs: 0 })); // prettier-ignore
    const manifest = await manifestOf(BOB, { devices: rows });
    const withAnchors = (count: number) => bytesOfBody({ ...BODIES.add, manifest, anchors: points(count) });
    assert.notEqual(readAdminBody(KIND.add, withAnchors(50)), null);
    assert.ok(withAnchors(limits.MAX_ANCHORS).byteLength > limits.MAX_ADMIN_BODY_BYTES);
    assert.equal(readAdminBody(KIND.add, withAnchors(limits.MAX_ANCHORS)), null);
  });

  it('fits one give together with the largest entry', async () => {
    const header = {
      conversation: idOf<ConversationId>('conversation'),
      author: ALICE.device,
      seq: Number.MAX_SAFE_INTEGER,
      prev: idOf<EntryId>('prev'),
      after: ids(limits.MAX_AFTER),
      sentAtMs: limits.MAX_TIME_MS,
      orderMs: limits.MAX_ORDER_MS,
      kind: 0xffff,
      bodyHash: bytesOf('hash'),
      bodyLength: limits.MAX_CBOR_BYTES,
      grant: idOf<EntryId>('grant'),
    };
    const { bytes } = await sealEntry(header, ALICE.signAsDevice);
    assert.ok(bytes.byteLength + limits.MAX_ADMIN_BODY_BYTES <= limits.MAX_GIVE_BYTES);
  });
});
