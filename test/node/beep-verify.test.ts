/** `beep-verify`, the second implementation, against the first: one verdict on every vector, and on thousands of spoilt files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hexToBytes } from '@noble/hashes/utils.js';
import { isSoundPublicKey, isSignedBy as isSignedByOurs } from '../../src/protocol/ed25519.js';
import { decodeCanonical } from '../../src/protocol/codec.js';
import { proveFile } from '../../src/domain/prove-file.js';
import { readIssuerId } from '../../src/protocol/ids.js';
import { encodeMemoFile } from '../../src/protocol/memo-bundle.js';
import { encodeProofFile } from '../../src/protocol/proof-file.js';
import { decode } from '../../verify/cbor.mjs';
import { isSignedBy, isSoundKey } from '../../verify/ed25519.mjs';
import { isName } from '../../verify/fields.mjs';
import { prove } from '../../verify/proof.mjs';
import { isName as isNameOfOurs } from '../../src/protocol/names.js';
import { Dice } from '../sim/dice.js';
import { isSignedBy as isSignedNatively } from '../support/native-ed25519.js';
import { bare, BAD, DAY_MS, DIRECT, directFile, GOOD, LogOf, memoFile, personOf, saidOf, theVouchers } from '../support/proof-files.js'; // prettier-ignore
import { HOLLOW_KEYS, HOLLOW_SIGNATURE, mixedKeys } from '../support/hollow-keys.js';
import { ALICE, bytesOf, NOW_MS } from '../vectors/cast.js';
import { TRUST } from '../vectors/proof-row.js';

const VERIFY = new URL('../../verify/', import.meta.url);
const AUTHORITY = [...TRUST.authorities][0]!;
const native = (...check: Parameters<typeof isSignedNatively>) => Promise.resolve(isSignedNatively(...check));

/** What each of the two says of a file, in one form. */
async function verdicts(
  bytes: Uint8Array,
  trusted: readonly string[] = [AUTHORITY],
  atMs: number | null = null,
) {
  const trust = { ...TRUST, authorities: new Set(trusted.map((key) => readIssuerId(hexToBytes(key))!)) };
  const ours = await proveFile(bytes, native, trust, atMs);
  const theirs = prove(bytes, trusted, atMs);
  return [ours.ok ? 'proved' : ours.error, theirs.ok ? 'proved' : theirs.error] as const;
}

const files = async (): Promise<Uint8Array[]> => [
  ...(await Promise.all(GOOD.map(async ([, file]) => encodeProofFile(await file())))),
  encodeMemoFile(await memoFile(await theVouchers())),
  encodeMemoFile(await memoFile(null)),
];

/** Spoils a file in one place: a bit turned, a byte changed, put in, taken out, or the end cut off. */
function spoil(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.between(0, bytes.length - 1);
  switch (dice.between(0, 4)) {
    case 0:
      return bytes.with(at, bytes[at]! ^ (1 << dice.between(0, 7)));
    case 1:
      return bytes.with(at, (bytes[at]! + 1 + dice.between(0, 254)) & 255);
    case 2:
      return Uint8Array.of(...bytes.subarray(0, at), dice.between(0, 255), ...bytes.subarray(at));
    case 3:
      return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1));
    default:
      return bytes.slice(0, at);
  }
}

describe('beep-verify and the app', () => {
  it('share no code: it imports nothing but its own files and what Node has', () => {
    for (const file of readdirSync(VERIFY)) {
      const text = readFileSync(new URL(file, VERIFY), 'utf8');
      for (const [, from] of text.matchAll(/from '([^']+)'/gu)) assert.match(from!, /^(\.\/|node:)/u);
    }
  });

  it('say the same of every vector of proofs and memos', async () => {
    const rows: { bytes: string; error?: string }[] = [];
    for (const file of ['proof.json', 'drafts.json']) {
      const vectors = JSON.parse(
        readFileSync(new URL(`../../docs/vectors/${file}`, import.meta.url), 'utf8'),
      );
      for (const part of ['accept', 'refuse', 'refuseForm', 'memos', 'refuseMemos'])
        rows.push(...(vectors[part] ?? []));
    }
    for (const { bytes, error } of rows) {
      const [ours, theirs] = await verdicts(hexToBytes(bytes));
      assert.equal(theirs, ours);
      if (error) assert.equal(theirs, error);
    }
    console.log(`${rows.length} files`);
    assert.ok(rows.length > 50);
  });

  it('find the same in a good file', () => {
    const { accept } = JSON.parse(
      readFileSync(new URL('../../docs/vectors/proof.json', import.meta.url), 'utf8'),
    );
    for (const { what, bytes, proof } of accept) {
      const found = prove(hexToBytes(bytes), [AUTHORITY]);
      assert.ok(found.ok, what);
      const { author, receipts, memo, ...rest } = found.value;
      const row = {
        ...Object.fromEntries(Object.keys(proof).flatMap((key) => (key in rest ? [[key, rest[key]]] : []))),
        author: {
          person: author.person,
          device: author.device,
          badges: author.badges.map(({ name, authority, standing, revokedLaterMs }) => ({ name, authority, standing, revokedLaterMs })), // prettier-ignore
        },
        memo: memo?.hash ?? null,
        receipts: receipts.map(({ person, device, isRead }) => ({ person, device, isRead })), // prettier-ignore
      };
      assert.deepEqual(row, proof, what);
    }
  });

  it('refuse a file with any byte changed, for the same reason, and never fall over', async () => {
    const [dice, good] = [new Dice(20), await files()];
    const reasons = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const bytes = spoil(good[i % good.length]!, dice);
      if (good.some((one) => Buffer.compare(one, bytes) === 0)) continue;
      const [ours, theirs] = await verdicts(bytes);
      assert.equal(theirs, ours, `file ${i}`);
      assert.notEqual(theirs, 'proved', `file ${i}`);
      reasons.set(theirs, (reasons.get(theirs) ?? 0) + 1);
    }
    console.log([...reasons].map(([reason, count]) => `${reason} ${count}`).join(', '));
    assert.ok(reasons.size >= 5);
  });

  it('say the same at another time, and to a reader who trusts nobody or somebody else', async () => {
    for (const [, , make] of BAD.slice(-8)) {
      const bytes = encodeProofFile(await make());
      for (const trusted of [[], ['00'.repeat(32)]])
        for (const atMs of [null, 0, NOW_MS - 60 * DAY_MS, NOW_MS + 400 * DAY_MS]) {
          const [ours, theirs] = await verdicts(bytes, trusted, atMs);
          assert.equal(theirs, ours);
        }
    }
  });

  it('take the same keys, signatures, names and CBOR', () => {
    for (const key of [
      ...HOLLOW_KEYS,
      ...mixedKeys(),
      ...Array.from({ length: 40 }, (_, i) => bytesOf(`k${i}`)),
    ]) {
      assert.equal(isSoundKey(key), isSoundPublicKey(key));
      const check = [key, HOLLOW_SIGNATURE, bytesOf('anything')] as const;
      assert.equal(isSignedBy(...check), isSignedByOurs(...check));
    }
    const names = ['A', ' A', 'A  B', 'A\u200cB', 'می\u200cخواہم', 'A\u202eB', '', 'e\u0301', 'x\ufeff', 'ab\u00a0c', '\u200dA', 'بِ\u200dب']; // prettier-ignore
    for (const name of names) assert.equal(isName(name), isNameOfOurs(name), JSON.stringify(name));
    const dice = new Dice(3);
    for (let i = 0; i < 20_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + dice.between(0, 5) }, () => dice.between(0, 255));
      assert.equal(
        decode(bytes) === undefined,
        decodeCanonical(bytes) === undefined,
        Buffer.from(bytes).toString('hex'),
      );
    }
  });
});

describe('beep-verify, called', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'beep-verify-'))));
  after(() => rmSync(folder, { recursive: true }));
  const call = (...args: readonly string[]) => {
    const run = spawnSync(process.execPath, [new URL('beep-verify.mjs', VERIFY).pathname, ...args], {
      encoding: 'utf8',
    });
    return { code: run.status, said: run.stdout, complained: run.stderr };
  };
  const fileOf = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  it('exits with 0 and says who said what', async () => {
    const path = fileOf('good.beep-proof', encodeProofFile(await directFile()));
    const { code, said } = call(path, '--authority', AUTHORITY);
    assert.equal(code, 0);
    for (const part of [
      'PROVED',
      'Pay Bilal 200.',
      'Pay Bilal 100.',
      'Section Officer',
      'Babar Ali',
      'Receipts',
    ])
      assert.ok(said.includes(part), part);
    const urdu = call(path, '--ur');
    assert.ok(urdu.said.startsWith('ثابت\n') && urdu.said.includes('سیکشن آفیسر'));
    assert.ok(call(path).said.includes('you named no authority'));
  });

  it('exits with 1 and says why not', async () => {
    const good = encodeProofFile(await directFile());
    const spoilt = call(fileOf('bad.beep-proof', good.with(300, good[300]! ^ 1)));
    assert.equal(spoilt.code, 1);
    assert.match(spoilt.said, /^NOT PROVED: .+\(proof-/u);
    const foreign = call(fileOf('good.beep-proof', good), '--authority', '11'.repeat(32), '--json');
    assert.deepEqual(
      [foreign.code, JSON.parse(foreign.said)],
      [1, { ok: false, error: 'proof-foreign-authority' }],
    );
    const giant = call(fileOf('giant.beep-proof', new Uint8Array(3_000_000)));
    assert.deepEqual([giant.code, giant.said.includes('proof-unreadable')], [1, true]);
  });

  it('exits with 2 if it is called wrongly', () => {
    for (const args of [
      [],
      ['a', 'b'],
      ['--no'],
      [join(folder, 'nothing')],
      ['x', '--authority', '12'],
      ['x', '--at', 'soon'],
    ])
      assert.equal(call(...args).code, 2, args.join(' '));
    assert.equal(call('--help').code, 0);
  });

  it('lets nothing of a file get at the terminal', async () => {
    const log = new LogOf(ALICE, DIRECT);
    const message = await log.text('a\u001b[2Jb\u202ec\nPROVED');
    const file = { ...bare(saidOf(message), [await personOf(ALICE)]), parties: null };
    const { code, said } = call(fileOf('esc.beep-proof', encodeProofFile(file)));
    assert.equal(code, 0);
    assert.ok(!/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(said));
    assert.ok(said.includes('\n    PROVED'), 'a line of the message is set apart from those of the report');
  });
});
