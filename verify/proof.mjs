// The checks of docs/protocol.md §12.12 (proofs) and §8.9 (memos), in their order. The first that fails says why.
import { decodeArray, encode } from './cbor.mjs';
import { openAuthority, openBadge, openCard, openManifest, openRevocations, sha256 } from './documents.mjs';
import { isBodyOf, isEntrySigned, openReceipt, readBody, readEntry, readPayload } from './entries.mjs';
import { hex, isAllDifferent, isBytes, isListOf, sameBytes } from './fields.mjs';
import { readContent } from './memo-content.mjs';

const MAX_PARTS = 64;
const MAX_CHAIN = 512;
const MAX_BUNDLE_BYTES = 524_288;
const MAX_VOUCHERS_BYTES = 393_216;
const MAX_MEMO_FILE_BYTES = MAX_BUNDLE_BYTES + 65_536 + MAX_VOUCHERS_BYTES;
export const MAX_PROOF_BYTES = 1_310_720;
const MAX_TRAIL = 9;

/** Why a file proves nothing: a code of docs/protocol.md. */
class NotProved extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}
const want = (isRight, reason) => {
  if (!isRight) throw new NotProved(reason);
};

/**
 * What the bytes of a proof or of a memo prove, or why they prove nothing. Never throws.
 * @param trusted keys of authorities in hex; none to take those in the file at their word
 * @param atMs when badges are looked at; null for when each signature claims to have been made
 */
export function prove(bytes, trusted = [], atMs = null) {
  try {
    const memo = decodeArray(bytes, MAX_MEMO_FILE_BYTES);
    const value = memo?.[0] === 'beep/1 memo' ? memoFile(memo, trusted, atMs) : proof(bytes, trusted, atMs);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof NotProved) return { ok: false, error: error.reason };
    throw error;
  }
}

const isBytesList = (value, max) => isListOf(value, max, (item) => isBytes(item));
const isSaid = (value) =>
  Array.isArray(value) && value.length === 3 && isBytesList(value[0], MAX_CHAIN) && isBytes(value[1]) && isBytes(value[2]); // prettier-ignore
const isPerson = (value) =>
  Array.isArray(value) && value.length === 2 && isBytes(value[0]) && isBytesList(value[1], MAX_PARTS);
const isParties = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => isBytes(one, 32)) && Buffer.compare(value[0], value[1]) < 0; // prettier-ignore

function isVouchers(value) {
  if (!Array.isArray(value) || value.length !== 3) return false;
  if (!isBytesList(value[0], 128) || !isBytesList(value[1], 8) || !isBytesList(value[2], 16)) return false;
  return value.flat().reduce((sum, { length }) => sum + length, 0) <= MAX_VOUCHERS_BYTES;
}

function proof(bytes, trusted, atMs) {
  const wire = decodeArray(bytes, MAX_PROOF_BYTES);
  want(wire?.length === 9 && wire[0] === 'beep/1 proof', 'proof-unreadable');
  const [, message, changes, bundle, parties, people, chain, receipts, vouchers] = wire;
  want(isSaid(message) && isListOf(changes, MAX_PARTS, isSaid), 'proof-unreadable');
  want(bundle === null || (isBytes(bundle) && bundle.length <= MAX_BUNDLE_BYTES), 'proof-unreadable');
  want(parties === null || isParties(parties), 'proof-unreadable');
  want(isListOf(people, MAX_PARTS, isPerson) && isBytesList(chain, MAX_CHAIN), 'proof-unreadable');
  want(isBytesList(receipts, MAX_PARTS) && isVouchers(vouchers), 'proof-unreadable');

  const { entry, body } = said(message);
  want(body !== null && [1, 5, 12].includes(body.kind), 'proof-unreadable');
  const owners = ownersIn(people);
  const author = owners.get(entry.author);
  want(author !== undefined, 'proof-stranger');
  if (parties !== null) {
    const isTheirs = hex(sha256(encode(['beep/1 dm', parties]))) === entry.conversation;
    want(isTheirs && parties.map(hex).includes(author.person), 'proof-stranger');
  }
  const changed = changesOf(changes, entry, body, owners);
  want((bundle !== null) === (body.kind === 12), 'proof-unreadable');
  want(bundle === null || message[0].length === 0, 'proof-unreadable');
  const memo = bundle === null ? null : proveMemo([message[1], message[2]], bundle, author.bytes);
  const held = receiptsOf(receipts, chain, entry, owners);

  const signers = memo ? signersOf(memo) : [];
  const known = new Set([...owners.values(), ...signers].map(({ person }) => person));
  const vouched = openVouchers(vouchers, known, trusted);
  const whenMs = atMs ?? judgedMs(entry);
  const authored = [entry, ...changed.map((change) => change.entry)].map((one) => signedBySomebody(author.person, one)); // prettier-ignore
  for (const one of [...authored, ...signers]) vouched.check(one.person, one.device, atMs ?? judgedMs(one));
  const personOf = (device) => {
    const { person, name, live } = owners.get(device);
    return { person, device, name, isRetired: !live.has(device), badges: vouched.of(person, device, whenMs) };
  };
  return {
    what: 'message',
    id: entry.id,
    conversation: entry.conversation,
    parties: parties && parties.map(hex),
    author: personOf(entry.author),
    sentAtMs: entry.sentAtMs,
    doubtFromMs:
      authored.map((one) => vouched.doubtFrom(one, atMs)).find((fromMs) => fromMs !== null) ?? null,
    seq: entry.seq,
    ...wordsOf(body, entry, changed),
    memo: memo && withBadges(memo, vouched, atMs),
    receipts: held.map(({ by, isRead }) => ({ ...personOf(by), isRead })),
    authorities: vouched.authorities,
    isTrusted: vouched.isTrusted,
  };
}

/** An entry with the body that was signed for, by itself or by one that follows it. */
function said([before, bytes, body]) {
  const last = readEntry(bytes);
  want(last !== null, 'proof-unreadable');
  const [entry] = joined([...before, last.parts.payload], null);
  want(isEntrySigned(last), 'proof-forged');
  want(isBodyOf(entry, body), 'proof-altered');
  return { entry, body: readBody(entry.kind, body) };
}

function joined(payloads, first) {
  const run = [];
  for (const payload of payloads) {
    const entry = readPayload(payload);
    want(entry !== null, 'proof-unreadable');
    const last = run.at(-1) ?? first;
    const follows =
      !last ||
      (entry.prev === last.id && entry.seq === last.seq + 1 && entry.author === last.author && entry.conversation === last.conversation); // prettier-ignore
    want(follows, 'proof-altered');
    run.push(entry);
  }
  return run;
}

function ownersIn(people) {
  const owners = new Map();
  const seen = new Set();
  for (const [bytes, cards] of people) {
    const manifest = openManifest(bytes);
    want(manifest !== null, 'proof-forged');
    want(!seen.has(manifest.person), 'proof-stray');
    seen.add(manifest.person);
    for (const cardBytes of cards) {
      const card = openCard(cardBytes);
      want(card?.person === manifest.person && manifest.ever.has(card.device), 'proof-forged');
      want(!owners.has(card.device), 'proof-stray');
      owners.set(card.device, { person: manifest.person, live: manifest.live, name: card.name, bytes });
    }
  }
  return owners;
}

function changesOf(changes, message, body, owners) {
  const ids = [message.id, ...body.again];
  const found = [];
  for (const one of changes) {
    const change = said(one);
    const kind = change.body?.kind;
    const isChange = (kind === 2 && body.kind === 1) || (kind === 3 && body.kind !== 12);
    const isByAuthor = owners.get(change.entry.author)?.person === owners.get(message.author).person;
    want(isChange && isByAuthor && change.entry.conversation === message.conversation, 'proof-stray');
    want(ids.includes(change.body.target), 'proof-altered');
    const last = found.at(-1)?.entry;
    const isLater =
      !last ||
      last.orderMs < change.entry.orderMs ||
      (last.orderMs === change.entry.orderMs && last.id < change.entry.id);
    want(isLater, 'proof-unreadable');
    found.push(change);
  }
  return found;
}

function receiptsOf(receipts, chain, message, owners) {
  const log = [message, ...joined(chain, message)];
  const found = new Map();
  let furthest = 0;
  for (const bytes of receipts) {
    const receipt = openReceipt(bytes);
    want(receipt !== null, 'proof-forged');
    const owner = owners.get(receipt.by);
    const isOwn = owner?.person === owners.get(message.author).person;
    want(owner !== undefined && !isOwn && !found.has(receipt.by), 'proof-stray');
    const line = receipt.rows.find(({ author }) => author === message.author);
    const place = line ? line.deliveredCount - 1 - message.seq : -1;
    const isOfIt =
      receipt.conversation === message.conversation && line && log[place]?.id === line.deliveredId;
    want(isOfIt, 'proof-altered');
    furthest = Math.max(furthest, place);
    found.set(receipt.by, line.readCount > message.seq);
  }
  want(furthest === chain.length, 'proof-stray');
  return [...found].map(([by, isRead]) => ({ by, isRead }));
}

function wordsOf(body, entry, changes) {
  const kind = { 1: 'text', 5: 'poll', 12: 'memo' }[body.kind];
  const deletion = changes.find((change) => change.body.kind === 3);
  if (deletion) return { kind, text: '', earlier: [], options: [], deletedMs: deletion.entry.sentAtMs };
  const texts = [{ text: body.text, sentAtMs: entry.sentAtMs }];
  for (const change of changes) texts.push({ text: change.body.text, sentAtMs: change.entry.sentAtMs });
  const { text } = texts.pop();
  return { kind, text, earlier: texts, options: body.options ?? [], deletedMs: null };
}

// ——— Memos (§8.9) ———

function memoFile(wire, trusted, atMs) {
  want(wire.length === 4 || (wire.length === 5 && isVouchers(wire[4])), 'memo-unreadable');
  const [, post, bundle, manifest, vouchers = [[], [], []]] = wire;
  want(isBytes(bundle) && (post === null ? manifest === null : isGiven(post) && isBytes(manifest)), 'memo-unreadable'); // prettier-ignore
  const memo = proveMemo(post, bundle, manifest);
  const signers = signersOf(memo);
  const vouched = openVouchers(vouchers, new Set(signers.map(({ person }) => person)), trusted);
  for (const one of signers) vouched.check(one.person, one.device, atMs ?? judgedMs(one));
  const { authorities, isTrusted } = vouched;
  return { what: 'memo', memo: withBadges(memo, vouched, atMs), authorities, isTrusted };
}

const isGiven = (value) =>
  Array.isArray(value) && value.length === 2 && isBytes(value[0]) && isBytes(value[1]);

const signersOf = ({ submitted, approved, posted }) =>
  [submitted, ...approved, posted].filter((one) => one !== null);

function withBadges({ submitted, approved, posted, ...memo }, vouched, atMs) {
  const shown = (one) =>
    one && {
      ...one,
      badges: vouched.of(one.person, one.device, atMs ?? judgedMs(one)),
      doubtFromMs: vouched.doubtFrom(one, atMs),
    };
  return { ...memo, submitted: shown(submitted), approved: approved.map(shown), posted: shown(posted) };
}

function proveMemo(post, bundle, manifestBytes) {
  const wire = decodeArray(bundle, MAX_BUNDLE_BYTES);
  want(wire?.length === 4 && wire[0] === 1 && isBytes(wire[1]), 'memo-unreadable');
  const [, content, given, manifestsBytes] = wire;
  want(isListOf(given, MAX_TRAIL, isGiven) && isBytesList(manifestsBytes, MAX_TRAIL), 'memo-unreadable');
  const words = readContent(content);
  want(words !== null, 'memo-unreadable');
  const hash = sha256(content);
  const manifests = manifestsBytes.map(openManifest);
  const trail = given.map((one) => signedBy(one, manifests));
  want(!trail.includes(null), 'memo-forged');
  const [submission, ...cosigned] = trail;
  const approved = submission ? approvalsOf(submission, cosigned, hash) : [];
  let posted = null;
  if (post !== null) {
    const by = signedBy(post, [openManifest(manifestBytes)]);
    want(by !== null, 'memo-forged');
    want(by.body.kind === 12, 'memo-unreadable');
    want(sameBytes(by.body.hash, sha256(bundle)) && by.body.text === words.subject, 'memo-altered');
    posted = signer(by);
    want(!submission || posted.person === approved.at(-1)?.person, 'memo-forged');
  }
  return { ...words, hash: hex(hash), submitted: submission ? signer(submission) : null, approved, posted };
}

function signedBy([bytes, bodyBytes], manifests) {
  const entry = readEntry(bytes);
  if (!entry || !isEntrySigned(entry) || !isBodyOf(entry, bodyBytes)) return null;
  const body = readBody(entry.kind, bodyBytes);
  if (!body || ![10, 11, 12].includes(body.kind)) return null;
  const manifest = manifests.find((one) => one?.person === body.person && one.ever.has(entry.author));
  return manifest ? { entry, body, manifest } : null;
}

const signer = ({ entry, body, manifest }) => ({
  person: manifest.person,
  device: entry.author,
  name: body.name,
  sentAtMs: entry.sentAtMs,
  orderMs: entry.orderMs,
  isRetired: !manifest.live.has(entry.author),
  remarks: body.remarks ?? '',
});

function approvalsOf(submission, cosigned, hash) {
  want(submission.body.kind === 10, 'memo-unreadable');
  want(sameBytes(submission.body.hash, hash), 'memo-altered');
  const ids = [submission.entry.id, ...submission.body.again];
  const approved = submission.body.approvers.map((person) => {
    const one = cosigned.find(({ manifest }) => manifest.person === person);
    want(one?.body.kind === 11 && ids.includes(one.body.target) && one.body.isApproval, 'memo-unapproved');
    want(sameBytes(one.body.hash, submission.body.hash), 'memo-altered');
    return signer(one);
  });
  want(cosigned.length === approved.length, 'memo-unreadable');
  return approved;
}

// ——— Badges (§12.2, §12.12) ———

function openVouchers([badgesBytes, authoritiesBytes, listsBytes], people, trusted) {
  const badges = badgesBytes.map(openBadge);
  const authorities = authoritiesBytes.map(openAuthority);
  const lists = listsBytes.map(openRevocations);
  want(![...badges, ...authorities, ...lists].includes(null), 'proof-forged');
  const isMeant = (badge) =>
    badge.mayIssueFor ? badges.some(({ issuer }) => issuer === badge.holder) : people.has(badge.holder);
  const isWhole =
    badges.every(isMeant) &&
    authorities.every(({ key }) => badges.some(({ issuer }) => issuer === key)) &&
    lists.every(({ authority }) => authorities.some(({ key }) => key === authority)) &&
    isAllDifferent(authorities.map(({ key }) => key)) &&
    isAllDifferent(lists.map(({ issuer }) => issuer));
  want(isWhole, 'proof-stray');
  const isTrusted = trusted.length > 0;
  const accepted = new Set(isTrusted ? trusted : authorities.map(({ key }) => key));
  const of = (person, device, atMs) => badgesAt(person, device, atMs, badges, accepted, lists);
  return {
    authorities,
    isTrusted,
    of,
    check(person, device, atMs) {
      const counting = of(person, device, atMs);
      const hasSome = badges.some(({ holder, mayIssueFor }) => holder === person && !mayIssueFor);
      want(counting.length > 0 || !hasSome, 'proof-foreign-authority');
      want(counting.length === 0 || !isAllRevoked(counting), 'proof-revoked');
    },
    /** From when on all was revoked, where the place is after that and the clock of the device before; else null. */
    doubtFrom({ person, device, ...signed }, chosenMs) {
      if (chosenMs !== null || !isAllRevoked(of(person, device, signed.orderMs))) return null;
      const then = of(person, device, judgedMs(signed));
      return isAllRevoked(then) ? null : Math.max(...then.map(({ revokedLaterMs }) => revokedLaterMs ?? 0));
    },
  };
}

const isAllRevoked = (badges) => badges.length > 0 && badges.every(({ standing }) => standing === 'revoked');

const DAY_MS = 86_400_000;
/** §12.2: the time by which something signed is judged. */
const judgedMs = ({ sentAtMs, orderMs }) => (orderMs - sentAtMs > DAY_MS ? sentAtMs : orderMs);
const signedBySomebody = (person, { author: device, sentAtMs, orderMs }) => ({
  person,
  device,
  sentAtMs,
  orderMs,
});

const isWithin = (inner, outer) => outer.every((name, level) => inner[level] === name);
const governs = (list, badge) =>
  list.issuer === list.authority || isWithin(badge.names.department, list.registrar.mayIssueFor);

/** The badges of a person that count, and what each was worth at a time. */
function badgesAt(person, device, atMs, badges, accepted, lists) {
  const issued = badges
    .filter(({ holder, mayIssueFor }) => holder === person && !mayIssueFor)
    .flatMap((badge) => {
      if (accepted.has(badge.issuer)) return [{ badge, registrar: null, authority: badge.issuer }];
      const registrar = badges.find(
        (one) =>
          one.mayIssueFor &&
          accepted.has(one.issuer) &&
          one.holder === badge.issuer &&
          isWithin(badge.names.department, one.mayIssueFor) &&
          one.fromS <= badge.issuedS &&
          badge.issuedS < one.untilS,
      );
      return registrar ? [{ badge, registrar, authority: registrar.issuer }] : [];
    });
  const deviceFromMs = lists.flatMap((list) =>
    issued.some(({ badge, authority }) => list.authority === authority && governs(list, badge))
      ? list.devices.filter(({ what }) => what === device).map(({ fromMs }) => fromMs)
      : [],
  );
  return issued.map(({ badge, registrar, authority }) => {
    const fromMs = Math.min(...deviceFromMs, ...revokedFrom(badge, registrar, authority, lists));
    return {
      ...badge.names,
      urdu: badge.urdu,
      grade: badge.grade,
      authority,
      registrar: registrar && registrar.names.name,
      standing: fromMs <= atMs ? 'revoked' : standingAt(badge, authority, atMs, lists),
      revokedLaterMs: fromMs > atMs && Number.isFinite(fromMs) ? fromMs : null,
    };
  });
}

function revokedFrom(badge, registrar, authority, lists) {
  const found = [];
  for (const list of lists.filter((one) => one.authority === authority)) {
    const ends = (what, fromMs, own, registrars) => {
      if (what === own && governs(list, badge)) found.push(fromMs);
      const isRegistrars = registrar !== null && list.issuer === authority && what === registrars;
      if (isRegistrars && badge.issuedS * 1000 >= fromMs) found.push(badge.issuedS * 1000);
    };
    for (const { what, fromMs } of list.badges) ends(what, fromMs, badge.id, registrar?.id);
    for (const { what, fromMs } of list.people) ends(what, fromMs, badge.holder, registrar?.holder);
  }
  return found;
}

function standingAt(badge, authority, atMs, lists) {
  if (atMs < badge.fromS * 1000) return 'early';
  if (atMs >= badge.untilS * 1000) return 'expired';
  const isOverdue = lists.some(
    ({ issuer, nextUpdateMs }) => (issuer === badge.issuer || issuer === authority) && nextUpdateMs <= atMs,
  );
  return isOverdue ? 'unchecked' : 'good';
}
