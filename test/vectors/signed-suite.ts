/** What every signed object must refuse, whichever it is. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeArray, encode, type Wire } from '../../src/protocol/codec.js';
import { sealSigned, takeApart, type Sign, type SignedType } from '../../src/protocol/sign1.js';
import { anActor } from './cast.js';
import { allFlips, allTruncations, withBytes, withItem } from './mutations.js';

export const SIGNED_TYPES = [
  ...([
    'manifest',
    'card',
    'prekeys',
    'entry',
    'receipt',
    'signal',
    'link',
    'hand-offer',
    'hand-answer',
  ] as const),
  ...([
    'authority',
    'badge',
    'pass',
    'revocations',
    'directory',
    'charge',
    'handover',
    'request',
    'door',
  ] as const),
] as const;

export interface SignedKind {
  readonly type: SignedType;
  /** The value, or a promise of it; null if refused. */
  readonly open: (bytes: Uint8Array) => unknown;
  readonly sign: Sign;
  /** Fields that may be null as well; the good one has something there. Bytes may always. */
  readonly optional?: readonly number[];
}

/** The payload of a signed object's bytes. */
export const payloadOf = (type: SignedType, bytes: Uint8Array): Uint8Array => takeApart(type, bytes)!.payload;

/** `bytes` with item `index` of their payload replaced and signed again, so that only the content can be refused. */
export const resigned = (
  { type, sign }: SignedKind,
  bytes: Uint8Array,
  index: number,
  item: Wire,
): Promise<Uint8Array> => sealSigned(type, withItem(payloadOf(type, bytes), index, item), sign);

/** Tests that hold for each signed type. `good` makes one that opens, a small one. */
export function itIsSigned(kind: SignedKind, good: () => Promise<Uint8Array>): void {
  const { type, open, sign, optional = [] } = kind;
  const refuses = async (bytes: unknown, what?: string): Promise<void> =>
    assert.equal(await open(bytes as Uint8Array), null, what);

  it('opens', async () => assert.notEqual(await open(await good()), null));

  it('is refused when cut anywhere, or with a byte behind it', async () => {
    for (const damaged of allTruncations(await good())) await refuses(damaged);
  });

  it('is refused with any one byte damaged', async () => {
    for (const [index, damaged] of allFlips(await good())) await refuses(damaged, `byte ${index}`);
  });

  it('is refused when it is no bytes at all', async () => {
    const text = Buffer.from(await good()).toString('base64url');
    for (const value of [text, null, undefined, 7, [], {}, { byteLength: 9 }, [...(await good())]])
      await refuses(value);
  });

  it('is refused under the signature of anybody else', async () => {
    const payload = payloadOf(type, await good());
    await refuses(await sealSigned(type, payload, anActor('mallory').signAsDevice));
  });

  it('is refused under a signature over the same bytes as any other type', async () => {
    const payload = payloadOf(type, await good());
    const [header, unprotected] = decodeArray(await good()) as Wire[];
    for (const other of SIGNED_TYPES) {
      if (other === type) continue;
      const foreign = await sealSigned(other, payload, sign);
      await refuses(foreign, `as a ${other}`);
      const { signature } = takeApart(other, foreign)!;
      await refuses(encode([header!, unprotected!, payload, signature]), `signature of a ${other}`);
    }
  });

  it('is refused with a signature that is not 64 bytes long', async () => {
    const bytes = await good();
    const { signature } = takeApart(type, bytes)!;
    for (const wrong of [new Uint8Array(), signature.slice(1), Uint8Array.of(...signature, 0)])
      await refuses(withItem(bytes, 3, wrong));
  });

  it('is refused in a container of any other shape', async () => {
    const bytes = await good();
    const payload = payloadOf(type, bytes);
    await refuses(withItem(bytes, 1, new Map([[4, new Uint8Array(1)]])), 'an unprotected header');
    await refuses(withItem(bytes, 1, []), 'an array in place of the unprotected header');
    await refuses(withItem(bytes, 4, null), 'a fifth item');
    await refuses(encode((decodeArray(bytes) as Wire[]).slice(0, 3)), 'no signature');
    await refuses(Uint8Array.of(0xd2, ...bytes), 'a COSE tag');
    await refuses(withItem(bytes, 2, [...payload]), 'a payload that is no byte string');
    await refuses(withItem(bytes, 0, encode(new Map<number, Wire>([[1, -19], [16, `beep/${type}`], [17, 0]]))), 'a header more'); // prettier-ignore
    await refuses(withItem(bytes, 0, encode(new Map<number, Wire>([[1, -8], [16, `beep/${type}`]]))), 'another algorithm'); // prettier-ignore
    await refuses(withItem(bytes, 0, encode(new Map<number, Wire>([[1, -19]]))), 'no type');
    await refuses(Uint8Array.of(0x98, 0x04, ...bytes.slice(1)), 'a length in two bytes');
  });

  it('is refused in any version but 1', async () => {
    for (const version of [0, 2, -1, '1', null, true, [1]] as Wire[])
      await refuses(await resigned(kind, await good(), 0, version), String(version));
  });

  it('is refused with a field more or a field less', async () => {
    const items = decodeArray(payloadOf(type, await good())) as Wire[];
    await refuses(await sealSigned(type, encode([...items, null]), sign), 'one more');
    for (const [index] of items.entries())
      await refuses(await sealSigned(type, encode(items.toSpliced(index, 1)), sign), `without ${index}`);
    for (const value of [1, null, 'x', new Map(), new Uint8Array(3)] as Wire[])
      await refuses(await sealSigned(type, encode(value), sign), 'not even an array');
  });

  it('is refused when its payload has another encoding', async () => {
    const payload = payloadOf(type, await good());
    // The version as a half float, and in two bytes; the array with an indefinite length.
    const rest = payload.slice(2);
    for (const other of [
      Uint8Array.of(payload[0]!, 0xf9, 0x3c, 0x00, ...rest),
      Uint8Array.of(payload[0]!, 0x18, 0x01, ...rest),
      Uint8Array.of(0x9f, ...payload.slice(1), 0xff),
      Uint8Array.of(0x98, payload[0]! & 0x1f, ...payload.slice(1)),
      Uint8Array.of(...payload, 0x00),
    ])
      await refuses(await sealSigned(type, other, sign));
  });

  it('is refused whatever stands in place of a field that is of another sort', async () => {
    const bytes = await good();
    const items = decodeArray(payloadOf(type, bytes)) as Wire[];
    for (const [index, item] of items.entries()) {
      for (const wrong of HOSTILE_VALUES.filter((value) => sortOf(value) !== sortOf(item))) {
        if (item === null && wrong instanceof Uint8Array) continue; // an optional field may be bytes
        if (wrong === null && item instanceof Uint8Array) continue; // … and bytes may be optional; tables tell
        if (wrong === null && optional.includes(index)) continue;
        await refuses(await resigned(kind, bytes, index, wrong), `field ${index}: ${String(wrong)}`);
      }
    }
  });

  it('is refused where a repeated signature names another size of what it covers', async () => {
    const bytes = await good();
    const { signature } = takeApart(type, bytes)!;
    const longer = Uint8Array.of(0x59, 0x00, 0x40, ...signature);
    await refuses(withBytes(bytes, Uint8Array.of(0x58, 0x40, ...signature), longer));
  });
}

const HOSTILE_VALUES: readonly Wire[] = [
  -1,
  0,
  'text',
  '__proto__',
  true,
  null,
  new Uint8Array(7),
  [],
  [[[[[]]]]],
  new Map<number, Wire>([[1, 1]]),
];

const sortOf = (value: Wire): string => {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'array';
  return value instanceof Map ? 'map' : typeof value;
};
