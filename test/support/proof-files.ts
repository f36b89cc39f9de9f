/** Files of proofs by people with fixed keys, as they should be, and what somebody could make of them. */
import { KIND } from '../../src/protocol/body.js';
import { sealAuthority } from '../../src/protocol/authority.js';
import { sealBadge, type Badge } from '../../src/protocol/badge.js';
import { encode } from '../../src/protocol/codec.js';
import { directConversationId } from '../../src/protocol/conversation-id.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { payloadOfEntry, sealEntry, type EntryHeader, type VerifiedEntry } from '../../src/protocol/entry.js';
import { hashBody } from '../../src/protocol/body.js';
import { readIssuerId, readPersonId, type ConversationId, type EntryId, type IssuerId, type PersonId } from '../../src/protocol/ids.js'; // prettier-ignore
import { encodeMemoBundle, hashMemo, type MemoFile } from '../../src/protocol/memo-bundle.js';
import { encodeMemoContent } from '../../src/protocol/memo-content.js';
import { encodeMessageBody, type MessageBody } from '../../src/protocol/message-body.js';
import type { ProofFile, SaidEntry, ShownPerson } from '../../src/protocol/proof-file.js';
import { sealReceipt } from '../../src/protocol/receipt.js';
import { sealRevocations, type Revocations } from '../../src/protocol/revocations.js';
import { plainText } from '../../src/protocol/text-body.js';
import { NO_VOUCHERS, type Vouchers } from '../../src/protocol/vouchers.js';
import { ALICE, anActor, BOB, bytesOf, cardOf, EVE, idOf, manifestOf, NOW_MS, signerOf, type Actor } from '../vectors/cast.js'; // prettier-ignore
import { A_MEMO } from './memo-contents.js';

export const CAROL = anActor('carol', 'Carol');
const NOW_S = NOW_MS / 1000;
const DAY_S = 86_400;
export const DAY_MS = DAY_S * 1000;
export const DIRECT = directConversationId(ALICE.person, BOB.person);
export const GROUP = idOf<ConversationId>('a group');

/** Somebody who issues badges. */
export interface AnIssuer {
  readonly seed: Uint8Array;
  readonly key: IssuerId;
  /** The same key as a badge names its holder. */
  readonly person: PersonId;
  readonly sign: ReturnType<typeof signerOf>;
}

export function anIssuer(label: string): AnIssuer {
  const seed = bytesOf(`${label} issuer`);
  const key = ed25519PublicKey(seed);
  return { seed, key: readIssuerId(key)!, person: readPersonId(key)!, sign: signerOf(seed) };
}

export const AUTHORITY = anIssuer('authority');
export const REGISTRAR = anIssuer('registrar');
export const OTHER_AUTHORITY = anIssuer('another authority');

export const badgeOf = (holder: PersonId, by: AnIssuer, changes: Partial<Badge> = {}): Promise<Uint8Array> =>
  sealBadge(
    {
      issuer: by.key,
      holder,
      id: bytesOf(`badge of ${holder} by ${by.key}`, 8),
      issuedS: NOW_S - 30 * DAY_S,
      fromS: NOW_S - 30 * DAY_S,
      untilS: NOW_S + 365 * DAY_S,
      names: {
        name: 'Alice Khan',
        title: 'Section Officer',
        department: ['Finance Division', 'Budget Wing'],
      },
      urdu: { name: 'ایلس خان', title: 'سیکشن آفیسر', department: ['فنانس ڈویژن', 'بجٹ ونگ'] },
      grade: 'BS-17',
      post: null,
      replaces: null,
      mayIssueFor: null,
      ...changes,
    },
    by.sign,
  ).then(({ bytes }) => bytes);

export const registrarBadge = (changes: Partial<Badge> = {}): Promise<Uint8Array> =>
  badgeOf(REGISTRAR.person, AUTHORITY, {
    names: { name: 'Registrar', title: '', department: ['Finance Division'] },
    urdu: null,
    issuedS: NOW_S - 90 * DAY_S,
    fromS: NOW_S - 90 * DAY_S,
    mayIssueFor: ['Finance Division'],
    ...changes,
  });

export const authorityOf = (by: AnIssuer): Promise<Uint8Array> =>
  sealAuthority(
    { key: by.key, name: 'Government of Somewhere', urduName: 'حکومت', issuedMs: NOW_MS - 90 * DAY_MS },
    by.sign,
  ).then(({ bytes }) => bytes);

export const listOf = (
  by: AnIssuer,
  changes: Partial<Omit<Revocations, 'registrar'>> = {},
): Promise<Uint8Array> =>
  sealRevocations(
    {
      authority: by.key,
      issuer: by.key,
      registrar: null,
      number: 3,
      issuedMs: NOW_MS - DAY_MS,
      nextUpdateMs: NOW_MS + 7 * DAY_MS,
      badges: [],
      people: [],
      devices: [],
      ...changes,
    },
    by.sign,
  ).then(({ bytes }) => bytes);

/** Writes a log. */
export class LogOf {
  readonly #by: Actor;
  readonly #conversation: ConversationId;
  readonly entries: VerifiedEntry[] = [];

  constructor(by: Actor, conversation: ConversationId) {
    this.#by = by;
    this.#conversation = conversation;
  }

  async say(
    body: MessageBody,
    changes: Partial<EntryHeader> = {},
  ): Promise<{ entry: VerifiedEntry; body: Uint8Array }> {
    const seq = this.entries.length;
    const bytes = encodeMessageBody(bytesOf(`salt ${this.#by.name} ${seq}`, 16), body);
    const header: EntryHeader = {
      conversation: this.#conversation,
      author: this.#by.device,
      seq,
      prev: this.entries.at(-1)?.id ?? null,
      after: [],
      sentAtMs: NOW_MS + seq * 60_000,
      orderMs: NOW_MS + seq * 60_000,
      kind: body.kind,
      bodyHash: hashBody(bytes),
      bodyLength: bytes.byteLength,
      grant: null,
      ...changes,
    };
    const entry = await sealEntry(header, this.#by.signAsDevice);
    this.entries.push(entry);
    return { entry, body: bytes };
  }

  text(text: string) {
    return this.say({ kind: KIND.text, ...plainText(text) });
  }
}

export const saidOf = ({ entry, body }: { entry: VerifiedEntry; body: Uint8Array }): SaidEntry => ({
  before: [],
  entry: entry.bytes,
  body,
});

export const personOf = async (actor: Actor): Promise<ShownPerson> => ({
  manifest: (await manifestOf(actor)).bytes,
  cards: [(await cardOf(actor)).bytes],
});

/** A receipt that `by` holds `log` up to `seq`, and has read as far as `readCount`. */
export const receiptOf = (
  by: Actor,
  log: LogOf,
  seq: number,
  readCount = seq + 1,
  conversation = log.entries[0]!.conversation,
): Promise<Uint8Array> => {
  const { author, id } = log.entries[seq]!;
  const rows = [{ author, deliveredCount: seq + 1, deliveredId: id, readCount }];
  return sealReceipt({ conversation, by: by.device, rows }, by.signAsDevice);
};

export const chainOf = (log: LogOf, from: number, to: number): Uint8Array[] =>
  log.entries.slice(from + 1, to + 1).map(({ bytes }) => payloadOfEntry(bytes)!);

/** Badges of Alice by a registrar, and of Bob and Carol by the authority itself. */
export async function theVouchers(): Promise<Vouchers> {
  const names = (name: string) => ({ name, title: 'Director', department: ['Interior Division'] });
  return {
    badges: [
      await badgeOf(ALICE.person, REGISTRAR),
      await registrarBadge(),
      await badgeOf(BOB.person, AUTHORITY, { names: names('Babar Ali'), urdu: null }),
    ],
    authorities: [await authorityOf(AUTHORITY)],
    revocations: [await listOf(AUTHORITY)],
  };
}

const ofAlice = ({ badges: [own, registrar], ...documents }: Vouchers): Vouchers => ({
  ...documents,
  badges: [own!, registrar!],
});

/** What stands in the log of Alice that the files are about. */
export async function theLog(conversation: ConversationId = DIRECT) {
  const log = new LogOf(ALICE, conversation);
  const message = await log.text('Pay Bilal 100.');
  const edit = await log.say({
    kind: KIND.edit,
    target: message.entry.id,
    text: 'Pay Bilal 200.',
    mentions: [],
  });
  await log.text('And tell Carol.');
  await log.text('Soon.');
  return { log, message, edit };
}

export const bare = (message: SaidEntry, people: readonly ShownPerson[]): ProofFile => ({
  message,
  changes: [],
  bundle: null,
  parties: null,
  people,
  chain: [],
  receipts: [],
  vouchers: NO_VOUCHERS,
});

const PARTIES = [ALICE.person, BOB.person].sort() as [PersonId, PersonId];

/** A text of two, edited, held and read by the other, with badges of both. */
export async function directFile(): Promise<ProofFile> {
  const { log, message, edit } = await theLog();
  return {
    ...bare(saidOf(message), [await personOf(ALICE), await personOf(BOB)]),
    changes: [saidOf(edit)],
    parties: PARTIES,
    chain: chainOf(log, 0, 2),
    receipts: [await receiptOf(BOB, log, 2, 1)],
    vouchers: await theVouchers(),
  };
}

export async function groupFile(): Promise<ProofFile> {
  const { log, message } = await theLog(GROUP);
  return {
    ...bare(saidOf(message), [await personOf(ALICE), await personOf(BOB), await personOf(CAROL)]),
    chain: chainOf(log, 0, 3),
    receipts: [await receiptOf(BOB, log, 3), await receiptOf(CAROL, log, 0, 0)],
    vouchers: ofAlice(await theVouchers()),
  };
}

export async function pollFile(): Promise<ProofFile> {
  const log = new LogOf(BOB, GROUP);
  const poll = await log.say({
    kind: KIND.poll,
    question: 'When?',
    options: ['Now', 'Later'],
    isMultiple: false,
  });
  return bare(saidOf(poll), [await personOf(BOB)]);
}

/** Whose own signature was spoilt on its way: the next entry of its log signs for it. */
export async function vouchedFile(): Promise<ProofFile> {
  const { log, message } = await theLog();
  const before = log.entries.slice(0, 2).map(({ bytes }) => payloadOfEntry(bytes)!);
  return {
    ...bare({ before, entry: log.entries[2]!.bytes, body: message.body }, [await personOf(ALICE)]),
    parties: PARTIES,
  };
}

export async function deletedFile(): Promise<ProofFile> {
  const { log, message, edit } = await theLog();
  const deletion = await log.say({ kind: KIND.delete, target: message.entry.id });
  return {
    ...bare(saidOf(message), [await personOf(ALICE)]),
    changes: [saidOf(edit), saidOf(deletion)],
    parties: PARTIES,
  };
}

const MEMO = encodeMemoContent(A_MEMO);

/** A memo of Alice that Bob and Carol approved, which Carol has sent to the group. */
async function aBundle() {
  const signer = (by: Actor) => ({ person: by.person, name: by.name });
  const draft = idOf<ConversationId>('a draft');
  const fields = { hash: hashMemo(MEMO), remarks: '' };
  const approvers = [BOB.person, CAROL.person];
  const submission = await new LogOf(ALICE, draft).say({ kind: KIND.submit, ...fields, pieces: 1, approvers, ...signer(ALICE) }); // prettier-ignore
  const cosign = (by: Actor) =>
    new LogOf(by, draft).say({ kind: KIND.cosign, ...fields, target: submission.entry.id, isApproval: true, ...signer(by) }); // prettier-ignore
  const trail = [submission, await cosign(BOB), await cosign(CAROL)].map(
    ({ entry, body }) => [entry.bytes, body] as const,
  );
  const manifests = await Promise.all([ALICE, BOB, CAROL].map(async (one) => (await manifestOf(one)).bytes));
  return encodeMemoBundle({ content: MEMO, trail, manifests });
}

async function theMemo() {
  const bundle = await aBundle();
  const log = new LogOf(CAROL, GROUP);
  const post = await log.say({ kind: KIND.memo, hash: hashMemo(bundle), pieces: 1, subject: A_MEMO.subject, person: CAROL.person, name: CAROL.name }); // prettier-ignore
  return { bundle, log, post };
}

export async function memoProofFile(): Promise<ProofFile> {
  const { bundle, log, post } = await theMemo();
  return {
    ...bare(saidOf(post), [await personOf(CAROL), await personOf(EVE)]),
    bundle,
    receipts: [await receiptOf(EVE, log, 0)],
    vouchers: await theVouchers(),
  };
}

/** The same as the file of a memo, with the badges of Alice and Bob, or without any. */
export async function memoFile(vouchers: Vouchers | null): Promise<MemoFile> {
  const { bundle, post } = await theMemo();
  const { bytes } = await manifestOf(CAROL);
  return { post: [post.entry.bytes, post.body], bundle, manifest: bytes, ...(vouchers && { vouchers }) };
}

export const GOOD: readonly (readonly [what: string, file: () => Promise<ProofFile>])[] = [
  ['a text of two, edited, with a receipt and badges', directFile],
  ['a text of a group, with two receipts', groupFile],
  ['a poll, without anything else', pollFile],
  ['a text that a later entry of its log signs for', vouchedFile],
  ['a text that was deleted', deletedFile],
  [
    'a text whose place is after all was revoked, more than a day ahead of its clock',
    () => placedFile(DAY_MS + 1),
  ],
  ['a memo with its trail', memoProofFile],
];

/** Files that prove nothing, and why not. Whoever made them has real keys, but not those of others. */
export const BAD: readonly (readonly [
  why: string,
  error: string,
  file: () => Promise<ProofFile>,
])[] = [
  ['a body that was not signed for', 'proof-altered', async () => {
    const file = await directFile();
    const { message: other } = await theLog(GROUP);
    return { ...file, message: { ...file.message, body: other.body.with(-1, 0x21) } };
  }],
  ['an entry signed by somebody else', 'proof-forged', async () => {
    const { message } = await theLog();
    const forged = await sealEntry(message.entry, EVE.signAsDevice);
    return { ...(await directFile()), message: { before: [], entry: forged.bytes, body: message.body } };
  }],
  ['an entry that is no message', 'proof-unreadable', async () => {
    const note = await new LogOf(ALICE, DIRECT).say({ kind: KIND.note, target: idOf<EntryId>('a') });
    return { ...(await directFile()), message: saidOf(note) };
  }],
  ['somebody who lists the author’s device as theirs', 'proof-forged', async () => {
    const { bytes } = await manifestOf(EVE, { devices: [{ device: ALICE.device, label: '', fromMs: 0 }] });
    return bare((await groupFile()).message, [{ manifest: bytes, cards: [(await cardOf(ALICE)).bytes] }]);
  }],
  ['an author without a card', 'proof-stranger', async () => {
    const { manifest } = await personOf(ALICE);
    return bare((await groupFile()).message, [{ manifest, cards: [] }]);
  }],
  ['nobody', 'proof-stranger', async () => bare((await groupFile()).message, [])],
  ['a conversation of two others', 'proof-stranger', async () => ({
    ...(await directFile()),
    parties: [ALICE.person, CAROL.person].sort() as [PersonId, PersonId],
  })],
  ['a manifest that was changed', 'proof-forged', async () => {
    const file = await groupFile();
    const [first, ...others] = file.people;
    return { ...file, people: [{ ...first!, manifest: first!.manifest.with(-1, first!.manifest.at(-1)! ^ 1) }, ...others] }; // prettier-ignore
  }],
  ['one person twice', 'proof-stray', async () => {
    const file = await groupFile();
    return { ...file, people: [...file.people, file.people[0]!] };
  }],
  ['an edit of another message', 'proof-altered', async () => {
    const edit = await new LogOf(ALICE, DIRECT).say({ kind: KIND.edit, target: idOf<EntryId>('other'), text: 'x', mentions: [] });
    return { ...(await directFile()), changes: [saidOf(edit)] };
  }],
  ['an edit by somebody else', 'proof-stray', async () => {
    const { message } = await theLog();
    const edit = await new LogOf(BOB, DIRECT).say({ kind: KIND.edit, target: message.entry.id, text: 'x', mentions: [] });
    return { ...(await directFile()), changes: [saidOf(edit)] };
  }],
  ['edits in another order', 'proof-unreadable', async () => {
    const file = await deletedFile();
    return { ...file, changes: [...file.changes].reverse() };
  }],
  ['a receipt of another message', 'proof-altered', async () => {
    const other = new LogOf(ALICE, DIRECT);
    await other.text('Something else.');
    return { ...(await directFile()), chain: [], receipts: [await receiptOf(BOB, other, 0)] };
  }],
  ['a receipt of another conversation', 'proof-altered', async () => {
    const { log } = await theLog();
    return { ...(await directFile()), chain: [], receipts: [await receiptOf(BOB, log, 0, 1, GROUP)] };
  }],
  ['a receipt that somebody else signed', 'proof-forged', async () => {
    const { log } = await theLog();
    return { ...(await directFile()), chain: [], receipts: [await receiptOf({ ...BOB, signAsDevice: EVE.signAsDevice }, log, 0)] }; // prettier-ignore
  }],
  ['a receipt of the author’s own', 'proof-stray', async () => {
    const { log } = await theLog();
    return { ...(await directFile()), chain: [], receipts: [await receiptOf(ALICE, log, 0)] };
  }],
  ['a receipt of somebody who is not introduced', 'proof-stray', async () => {
    const { log } = await theLog();
    return { ...(await directFile()), chain: [], receipts: [await receiptOf(EVE, log, 0)] };
  }],
  ['entries that do not follow each other', 'proof-altered', async () => {
    const file = await groupFile();
    return { ...file, chain: file.chain.slice(1) };
  }],
  ['entries that no receipt needs', 'proof-stray', async () => ({ ...(await groupFile()), receipts: [] })],
  ['a badge that was changed', 'proof-forged', async () => {
    const file = await directFile();
    const [own, ...others] = file.vouchers.badges;
    return { ...file, vouchers: { ...file.vouchers, badges: [own!.with(-1, own!.at(-1)! ^ 1), ...others] } };
  }],
  ['a badge of somebody who is not in it', 'proof-stray', async () => {
    const file = await directFile();
    const stray = await badgeOf(EVE.person, AUTHORITY);
    return { ...file, vouchers: { ...file.vouchers, badges: [...file.vouchers.badges, stray] } };
  }],
  ['an authority that issued nothing in it', 'proof-stray', async () => {
    const file = await directFile();
    const authorities = [...file.vouchers.authorities, await authorityOf(OTHER_AUTHORITY)];
    return { ...file, vouchers: { ...file.vouchers, authorities } };
  }],
  ['badges of an authority that is not trusted', 'proof-foreign-authority', async () => ({
    ...(await directFile()),
    vouchers: {
      badges: [await badgeOf(ALICE.person, OTHER_AUTHORITY)],
      authorities: [await authorityOf(OTHER_AUTHORITY)],
      revocations: [],
    },
  })],
  ['a badge by a registrar of another department', 'proof-foreign-authority', async () => {
    const file = await directFile();
    const badges = [
      await badgeOf(ALICE.person, REGISTRAR),
      await registrarBadge({ mayIssueFor: ['Interior Division'] }),
    ];
    return { ...file, vouchers: { ...file.vouchers, badges } };
  }],
  ['an author whose badge had been revoked', 'proof-revoked', () => revokedFrom(NOW_MS - DAY_MS)],
  ['an author whose badge is by a registrar whose key had ended', 'proof-revoked', async () => {
    const file = await directFile();
    const list = await listOf(AUTHORITY, { people: [{ person: REGISTRAR.person, fromMs: NOW_MS - 90 * DAY_MS }] });
    return { ...file, vouchers: { ...file.vouchers, revocations: [list] } };
  }],
  ['an author whose device had been revoked', 'proof-revoked', async () => {
    const file = await directFile();
    const list = await listOf(AUTHORITY, { devices: [{ device: ALICE.device, fromMs: NOW_MS }] });
    return { ...file, vouchers: { ...file.vouchers, revocations: [list] } };
  }],
  ['an author whose badge was revoked between the clock of the device and the place', 'proof-revoked', () => placedFile(DAY_MS)],
  ['an author whose badge had been revoked when the text was edited', 'proof-revoked', () => revokedFrom(NOW_MS + 60_000)],
  ['a memo of other words', 'memo-altered', async () => {
    const file = await memoProofFile();
    return { ...file, bundle: encodeMemoBundle({ content: MEMO, trail: [], manifests: [] }) };
  }],
  ['a memo without what it says', 'proof-unreadable', async () => ({ ...(await memoProofFile()), bundle: null })],
  ['a text with what a memo says', 'proof-unreadable', async () => ({
    ...(await groupFile()),
    bundle: (await memoProofFile()).bundle,
  })],
]; // prettier-ignore

/** The file of two, with Alice’s badge revoked from a day on. */
export async function revokedFrom(fromMs: number): Promise<ProofFile> {
  const file = await directFile();
  const list = await listOf(AUTHORITY, { people: [{ person: ALICE.person, fromMs }] });
  return { ...file, vouchers: { ...file.vouchers, revocations: [list] } };
}

/** A text that stands so far ahead of its clock, by an author whose badge was revoked from a minute before that place on. */
export async function placedFile(aheadMs: number): Promise<ProofFile> {
  const log = new LogOf(ALICE, GROUP);
  const message = await log.say(
    { kind: KIND.text, ...plainText('Pay Bilal 100.') },
    { orderMs: NOW_MS + aheadMs },
  );
  const list = await listOf(AUTHORITY, {
    people: [{ person: ALICE.person, fromMs: NOW_MS + aheadMs - 60_000 }],
  });
  return {
    ...bare(saidOf(message), [await personOf(ALICE)]),
    vouchers: { ...ofAlice(await theVouchers()), revocations: [list] },
  };
}

/** Bytes that are no file of a proof. */
export const UNREADABLE: readonly (readonly [why: string, bytes: Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['another word at its beginning', encode(['beep/2 proof', [[], bytesOf('a'), bytesOf('b')], [], null, null, [], [], [], [[], [], []]])], // prettier-ignore
  ['a field too few', encode(['beep/1 proof', [[], bytesOf('a'), bytesOf('b')], [], null, null, [], [], []])],
  ['parties in another order', encode(['beep/1 proof', [[], bytesOf('a'), bytesOf('b')], [], null, [new Uint8Array(32).fill(2), new Uint8Array(32)], [], [], [], [[], [], []]])], // prettier-ignore
  ['65 people', encode(['beep/1 proof', [[], bytesOf('a'), bytesOf('b')], [], null, null, Array.from({ length: 65 }, () => [bytesOf('a'), []]), [], [], [[], [], []]])], // prettier-ignore
];
