import type { FaultCode } from '../domain/fault.js';
import type { MemoProof, Signatory } from '../domain/memo-proof.js';
import type { MessageProof, ProvedPerson } from '../domain/message-proof.js';
import { proveFile } from '../domain/prove-file.js';
import type { ProvedBadge, Vouched } from '../domain/vouched.js';
import { judgedMs } from '../domain/revoked-mark.js';
import type { PersonId } from '../protocol/ids.js';
import { memoDigits } from '../protocol/memo-bundle.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Office } from './office.js';
import type { AuthorityView, BadgeView } from './official-views.js';
import type { Ports } from './ports.js';
import type { CheckedFile, ProofRefusal, ProofView } from './proof-views.js';
import type { MemoView, SignatoryView } from './draft-views.js';
import { trustOf } from './vouchers-at-hand.js';

/** Checks a file, and says how we know those who signed in it. */
export async function checkFile(
  bytes: Uint8Array,
  office: Office,
  { keys }: Pick<Ports, 'keys'>,
): Promise<Result<CheckedFile, FaultCode | ProofRefusal>> {
  const proved = await proveFile(bytes, (...of) => keys.verify(...of), trustOf(office));
  if (!proved.ok) return fail(proved.error);
  if (proved.value.kind === 'message')
    return ok({ kind: 'message', proof: viewOfProof(proved.value.proof, office) });
  return ok({ kind: 'memo', memo: viewOfMemo(proved.value.memo, office, proved.value.vouched) });
}

/** A memo as it is shown. `vouched`: who its signers are; null where nobody says. */
export function viewOfMemo(
  { content, hash, submitted, approved, posted }: MemoProof,
  office: Office,
  vouched: Vouched | null,
): MemoView {
  const view = (one: Signatory & { readonly remarks?: string }): SignatoryView => ({
    person: one.person,
    name: one.name,
    ...knownHere(one.person, office),
    sentAtMs: one.sentAtMs,
    remarks: one.remarks ?? '',
    isRetired: one.isRetired,
    badges: vouched
      ? vouched.of(one.person, one.device, judgedMs(one)).map((badge) => viewOfBadge(badge, vouched, office))
      : [],
    revoked: vouched && vouched.markOf(one.person, one.device, one, null),
  });
  return {
    content,
    hash: memoDigits(hash),
    submitted: submitted && view(submitted),
    approved: approved.map(view),
    posted: posted && view(posted),
    isTrusted: vouched?.isTrusted ?? true,
  };
}

function viewOfProof(proof: MessageProof, office: Office): ProofView {
  const view = (one: ProvedPerson): SignatoryView => ({
    person: one.person,
    name: one.name,
    ...knownHere(one.person, office),
    sentAtMs: proof.sentAtMs,
    remarks: '',
    isRetired: one.isRetired,
    badges: one.badges.map((badge) => viewOfBadge(badge, proof.vouched, office)),
    revoked: null,
  });
  const to = proof.parties?.find((person) => person !== proof.author.person);
  return {
    kind: proof.kind,
    text: proof.text,
    options: proof.options,
    earlier: proof.earlier,
    deletedMs: proof.deletedMs,
    memo: proof.memo && viewOfMemo(proof.memo, office, proof.vouched),
    author: { ...view(proof.author), revoked: proof.revoked },
    to: to ? { person: to, ...knownHere(to, office) } : null,
    receipts: proof.receipts.map((one) => ({ ...view(one), isRead: one.isRead })),
    id: proof.id,
    authorities: proof.authorities.map(({ key, name, urduName }) => ({ key, name, urduName })),
    isTrusted: proof.isTrusted,
  };
}

/** Whom only a group has made known to us, we do not know. */
function knownHere(
  person: PersonId,
  { identity, contacts }: Office,
): { readonly knownAs: string | null; readonly own: boolean } {
  if (person === identity.person) return { knownAs: identity.name, own: true };
  const isContact = contacts.all.value.get(person)?.tie === 'contact';
  return { knownAs: isContact ? (contacts.get(person)?.name ?? null) : null, own: false };
}

function viewOfBadge(
  { badge, registrar, authority, standing }: ProvedBadge,
  vouched: Vouched,
  { vouching }: Office,
): BadgeView {
  const { key, name, urduName } = [...vouching().authorities, ...vouched.authorities].find(
    (one) => one.key === authority,
  ) ?? { key: authority, name: authority, urduName: null };
  const view: AuthorityView = { key, name, urduName };
  return {
    names: badge.names,
    urdu: badge.urdu,
    grade: badge.grade,
    post: badge.post,
    authority: view,
    registrar: registrar?.names ?? null,
    fromMs: badge.fromS * 1000,
    untilMs: badge.untilS * 1000,
    standing,
  };
}
