import type { FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import type { PersonId } from '../protocol/ids.js';
import { MAX_APPROVERS, MAX_REMARKS_BYTES } from '../protocol/limits.js';
import { hashMemo } from '../protocol/memo-bundle.js';
import { encodeMessageBody } from '../protocol/message-body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Conversation } from './conversation.js';
import { sayPieces } from './draft-updates.js';
import { cleanRemarks, frozenContent } from './memo-making.js';
import type { Office } from './office.js';
import type { Ports } from './ports.js';
import type { Submission } from './submissions.js';

type Asked = Promise<Result<void, FaultCode>>;

/** Why people cannot be asked so, whatever they are asked about; null if they can. */
export function whyNotAsk(approvers: readonly PersonId[], typed: string): FaultCode | null {
  if (cleanRemarks(typed, MAX_REMARKS_BYTES) === null) return 'text-too-long';
  const people = new Set(approvers);
  return people.size === 0 || people.size > MAX_APPROVERS ? 'not-allowed' : null;
}

/** Asks people to approve `content`, one after the other. */
export async function putUp(
  conversation: Conversation,
  content: Uint8Array,
  approvers: readonly PersonId[],
  typed: string,
  { identity }: Office,
  ports: Pick<Ports, 'random'>,
): Asked {
  const remarks = cleanRemarks(typed, MAX_REMARKS_BYTES);
  const people = [...new Set(approvers)];
  const refused = whyNotAsk(people, typed);
  if (refused !== null || remarks === null) return fail(refused ?? 'text-too-long');
  if (conversation.group?.self?.role !== 'admin') return fail('not-allowed');
  const newcomers = people.filter((person) => !conversation.group!.isMember(person));
  const added = newcomers.length > 0 ? await conversation.add(newcomers, 'member', 'all') : ok(undefined);
  if (!added.ok) return added;
  const pieces = sayPieces(content, ports);
  const body = encodeMessageBody(ports.random.bytes(16), {
    kind: KIND.submit,
    hash: hashMemo(content),
    pieces: pieces.length,
    approvers: people,
    remarks,
    person: identity.person,
    name: identity.name,
  });
  const said = await conversation.say([...pieces, { kind: KIND.submit, body, grant: null }]);
  return said.ok ? ok(undefined) : said;
}

/** Says what we, whose turn it is, have to say to what was put up. @throws Fault 'storage-failed' */
export async function decide(
  conversation: Conversation,
  submission: Submission,
  { isApproval, typed }: { readonly isApproval: boolean; readonly typed: string },
  { identity }: Office,
  ports: Pick<Ports, 'random'>,
): Asked {
  const remarks = cleanRemarks(typed, MAX_REMARKS_BYTES);
  if (remarks === null) return fail('text-too-long');
  if (submission.turn !== identity.person) return fail('not-allowed');
  // Nobody puts their name to what is not here, or what nobody can read.
  const frozen = await frozenContent(conversation, submission);
  if (!frozen.ok) return frozen;
  const body = encodeMessageBody(ports.random.bytes(16), {
    kind: KIND.cosign,
    target: submission.folded.stored.entry.id,
    hash: submission.hash,
    isApproval,
    remarks,
    person: identity.person,
    name: identity.name,
  });
  const said = await conversation.say([{ kind: KIND.cosign, body, grant: null }]);
  return said.ok ? ok(undefined) : said;
}
