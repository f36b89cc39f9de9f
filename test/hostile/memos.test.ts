/** P10: memos with a trail that somebody has tampered with, as files and in a chat. Nothing but the file is known. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { proveMemo } from '../../src/domain/memo-proof.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import { KIND } from '../../src/protocol/body.js';
import type { ConversationId, EntryId } from '../../src/protocol/ids.js';
import { encodeMemoBundle, encodeMemoFile, hashMemo, readMemoFile, type MemoBundle, type MemoFile } from '../../src/protocol/memo-bundle.js'; // prettier-ignore
import { encodeMemoContent } from '../../src/protocol/memo-content.js';
import { readMessageBody } from '../../src/protocol/message-body.js';
import type { GivenEntry } from '../../src/protocol/record.js';
import { Dice } from '../sim/dice.js';
import { isSignedBy } from '../support/native-ed25519.js';
import { anActor, idOf, manifestOf, type Actor } from '../vectors/cast.js';
import { given, Pen } from './kit.js';

const [AMINA, BILAL, CHAND, MALLORY] = ['Amina', 'Bilal', 'Chand', 'Mallory'].map((name) => anActor(name.toLowerCase(), name)) as [Actor, Actor, Actor, Actor]; // prettier-ignore
const DRAFT = idOf<ConversationId>('a draft');
const CHAT = idOf<ConversationId>('a chat');
const verify = (...check: Parameters<typeof isSignedBy>) => Promise.resolve(isSignedBy(...check));
const prove = (file: MemoFile) => proveMemo(file, verify);

const CONTENT = encodeMemoContent({ subject: 'Leave', blocks: [plainParagraph('Pay Bilal 100.')] });
const OTHER = encodeMemoContent({ subject: 'Leave', blocks: [plainParagraph('Pay Mallory 100.')] });

const submit = (by: Actor, content = CONTENT, approvers = [BILAL, CHAND]): Promise<GivenEntry> =>
  new Pen(by.deviceSeed, DRAFT)
    .about({
      kind: KIND.submit,
      hash: hashMemo(content),
      pieces: 1,
      approvers: approvers.map(({ person }) => person),
      remarks: '',
      person: by.person,
      name: 'Amina',
    }) // prettier-ignore
    .then(given);

async function cosign(
  by: Actor,
  target: EntryId,
  changes: { content?: Uint8Array; isApproval?: boolean } = {},
): Promise<GivenEntry> {
  // prettier-ignore
  const { content = CONTENT, isApproval = true } = changes;
  return given(await new Pen(by.deviceSeed, DRAFT).about({ kind: KIND.cosign, target, hash: hashMemo(content), isApproval, remarks: '', person: by.person, name: 'B' })); // prettier-ignore
}

async function post(by: Actor, bundle: Uint8Array, subject = 'Leave'): Promise<GivenEntry> {
  const pen = new Pen(by.deviceSeed, CHAT);
  return given(
    await pen.about({
      kind: KIND.memo,
      hash: hashMemo(bundle),
      pieces: 1,
      subject,
      person: by.person,
      name: 'C',
    }),
  );
}

const idIn = async (entry: GivenEntry): Promise<EntryId> => (await import('../../src/protocol/entry.js')).readEntry(entry[0])!.id; // prettier-ignore

let good: { readonly bundle: MemoBundle; readonly file: MemoFile };
before(async () => {
  const submitted = await submit(AMINA);
  const target = await idIn(submitted);
  const trail = [submitted, await cosign(BILAL, target), await cosign(CHAND, target)];
  const manifests = await Promise.all(
    [AMINA, BILAL, CHAND].map(async (one) => (await manifestOf(one)).bytes),
  );
  const bundle = { content: CONTENT, trail, manifests };
  const bytes = encodeMemoBundle(bundle);
  good = { bundle, file: { post: await post(CHAND, bytes), bundle: bytes, manifest: manifests[2]! } };
});

/** The memo with another bundle, which its last signer has posted in earnest. */
async function withBundle(changes: Partial<MemoBundle>, by = CHAND): Promise<MemoFile> {
  const bundle = encodeMemoBundle({ ...good.bundle, ...changes });
  return { post: await post(by, bundle), bundle, manifest: (await manifestOf(by)).bytes };
}

describe('P10: a memo', () => {
  it('P10 proves itself as it was signed', async () => {
    const proof = await prove(good.file);
    assert.ok(proof.ok, JSON.stringify(proof));
    assert.deepEqual([proof.value.approved.length, proof.value.posted?.person], [2, CHAND.person]);
  });

  it('P10 proves nothing with any bit of it turned, or cut short anywhere', async () => {
    const bytes = encodeMemoFile(good.file);
    const isGood = async (some: Uint8Array): Promise<boolean> => {
      const file = readMemoFile(some);
      return file !== null && (await prove(file)).ok;
    };
    assert.ok(await isGood(bytes), 'as it was');
    for (let at = 0; at < bytes.length; at++) {
      const turned = bytes.slice();
      turned[at]! ^= 1 << (at % 8);
      assert.equal(await isGood(turned), false, `a bit of byte ${at}`);
      assert.equal(await isGood(bytes.slice(0, at)), false, `cut at ${at}`);
    }
    console.log(`${2 * bytes.length} files`);
  });

  it('P10 proves itself where what was put up had to be said again after one had approved it', async () => {
    const [submitted] = good.bundle.trail;
    const before = await idIn(submitted!);
    const submission = readMessageBody(KIND.submit, submitted![1])!;
    const again = given(await new Pen(AMINA.deviceSeed, DRAFT).about({ ...submission, again: [before] }));
    const trail = [again, await cosign(BILAL, before), await cosign(CHAND, await idIn(again))];
    assert.ok((await prove(await withBundle({ trail }))).ok);
    const elsewhere = [again, await cosign(BILAL, idOf<EntryId>('elsewhere')), trail[2]!];
    const proof = await prove(await withBundle({ trail: elsewhere }));
    assert.deepEqual(proof, { ok: false, error: 'memo-unapproved' });
  });

  const FORGED: readonly (readonly [string, () => Promise<MemoFile>])[] = [
    ['with other content', () => withBundle({ content: OTHER })],
    ['with other content and its submission', async () => withBundle({ content: OTHER, trail: [await submit(AMINA, OTHER), ...good.bundle.trail.slice(1)] })], // prettier-ignore
    ['approved by one of two', () => withBundle({ trail: good.bundle.trail.slice(0, 2) })],
    ['approved by the same twice', () => withBundle({ trail: [good.bundle.trail[0]!, good.bundle.trail[1]!, good.bundle.trail[1]!] })], // prettier-ignore
    ['approved by nobody', () => withBundle({ trail: good.bundle.trail.slice(0, 1) })],
    ['with more approvals than were asked for', () => withBundle({ trail: [...good.bundle.trail, good.bundle.trail[2]!] })], // prettier-ignore
    ['without who put it up', () => withBundle({ trail: good.bundle.trail.slice(1) })],
    ['with one who returned it', async () => withBundle({ trail: [...good.bundle.trail.slice(0, 2), await cosign(CHAND, await idIn(good.bundle.trail[0]!), { isApproval: false })] })], // prettier-ignore
    ['approved for another submission', async () => withBundle({ trail: [...good.bundle.trail.slice(0, 2), await cosign(CHAND, idOf<EntryId>('another'))] })], // prettier-ignore
    ['approved for other bytes', async () => withBundle({ trail: [...good.bundle.trail.slice(0, 2), await cosign(CHAND, await idIn(good.bundle.trail[0]!), { content: OTHER })] })], // prettier-ignore
    ['approved by somebody else', async () => withBundle({ trail: [...good.bundle.trail.slice(0, 2), await cosign(MALLORY, await idIn(good.bundle.trail[0]!))], manifests: [...good.bundle.manifests, (await manifestOf(MALLORY)).bytes] })], // prettier-ignore
    ['with the manifest of one who approved left out', () => withBundle({ manifests: good.bundle.manifests.slice(0, 2) })], // prettier-ignore
    ['posted by somebody who was not last in line', () => withBundle({}, BILAL)],
    ['posted by somebody nobody asked', () => withBundle({}, MALLORY)],
    ['posted for another bundle', async () => ({ ...good.file, bundle: encodeMemoBundle({ ...good.bundle, manifests: good.bundle.manifests.toReversed() }) })], // prettier-ignore
    ['posted under another subject', async () => ({ ...good.file, post: await post(CHAND, good.file.bundle, 'Raise') })], // prettier-ignore
    ['with the manifest of another for who posted it', async () => ({ ...good.file, manifest: (await manifestOf(BILAL)).bytes })], // prettier-ignore
    ['posted by somebody whose device another lists as theirs', async () => ({ ...good.file, manifest: (await manifestOf(MALLORY, { devices: [{ device: CHAND.device, label: '', fromMs: 0 }] })).bytes })], // prettier-ignore
    ['put up by somebody whose device another lists as theirs', async () => withBundle({ manifests: [(await manifestOf(MALLORY, { devices: [{ device: AMINA.device, label: '', fromMs: 0 }] })).bytes, ...good.bundle.manifests.slice(1)] })], // prettier-ignore
    ['with an approval for a memo', async () => ({ ...good.file, post: good.bundle.trail[2]! })],
    [
      'with a memo for an approval',
      () => withBundle({ trail: [...good.bundle.trail.slice(0, 2), good.file.post!] }),
    ],
    ['with the content of none', () => withBundle({ content: new Uint8Array([1, 2, 3]) })],
  ];
  for (const [what, make] of FORGED)
    it(`P10 proves nothing ${what}`, async () => {
      assert.equal((await prove(await make())).ok, false);
    });

  it('P10 proves what these people signed however its manifests lie, and of nobody else', async () => {
    const manifests = [...good.bundle.manifests.toReversed(), (await manifestOf(MALLORY)).bytes];
    const proof = await prove(await withBundle({ manifests }));
    assert.ok(proof.ok, JSON.stringify(proof));
    assert.deepEqual(proof.value.approved.map(({ person }) => person), [BILAL.person, CHAND.person]); // prettier-ignore
    assert.equal(proof.value.submitted?.person, AMINA.person);
  });

  it('P10 proves nothing of 1 000 in which parts of two good ones were mixed', async () => {
    const dice = new Dice(5);
    const otherSubmitted = await submit(AMINA, OTHER);
    const target = await idIn(otherSubmitted);
    const other = [otherSubmitted, await cosign(BILAL, target, { content: OTHER }), await cosign(CHAND, target, { content: OTHER })]; // prettier-ignore
    const whole = [good.bundle.trail, other];
    let tried = 0;
    while (tried < 1_000) {
      const from = [0, 1, 2, 3].map(() => dice.between(0, 1));
      if (new Set(from).size === 1) continue;
      const trail = [0, 1, 2].map((place) => whole[from[place]!]![place]!);
      const file = await withBundle({ content: from[3] === 0 ? CONTENT : OTHER, trail });
      assert.equal((await prove(file)).ok, false, from.join());
      tried++;
    }
  });
});
