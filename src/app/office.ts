import type { PersonId } from '../protocol/ids.js';
import type { IceServers } from '../protocol/ice-servers.js';
import type { VerifiedAuthority } from '../protocol/authority.js';
import type { VerifiedRevocations } from '../protocol/revocations.js';
import type { Contacts } from './contacts.js';
import type { Conversation } from './conversation.js';
import type { Conversations } from './conversations.js';
import type { Identity } from './identity.js';
import type { VerifiedManifest } from '../protocol/manifest.js';
import type { PostBook } from './post-book.js';
import type { NewGroup } from './views.js';
import type { FaultCode } from '../domain/fault.js';
import type { ConversationId, IssuerId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';

/** The rest of the app, as those see it who work on drafts. */
export interface Office {
  readonly identity: Identity;
  readonly contacts: Contacts;
  readonly conversations: Conversations;
  /** As the introducer names them now; credentials for the relay change every few minutes. */
  ice(): IceServers;
  createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>>;
  /** What is held of authorities now. */
  vouching(): Vouching;
  /** From now on conversations with posts are shown by what is known there; null for by nothing. */
  usePostBook(book: PostBook | null): void;
  /** Something could not be done that no verb of the view waits for. */
  onFault(fault: FaultCode): void;
}

/** The documents of authorities that this device holds, and which of these its person trusts. */
export interface Vouching {
  readonly trusted: ReadonlySet<IssuerId>;
  readonly authorities: readonly VerifiedAuthority[];
  readonly revocations: readonly VerifiedRevocations[];
}

export const NO_VOUCHING: Vouching = { trusted: new Set(), authorities: [], revocations: [] };

/** The newest signed list of devices of somebody, as far as it is known here; null for none. */
export async function manifestOf(
  person: PersonId,
  conversation: Conversation,
  { identity, contacts }: Office,
): Promise<VerifiedManifest | null> {
  if (person === identity.person) return (await identity.introduction()).manifest;
  const introductions = [contacts.introductionOf(person), conversation.group?.introductionOf(person)];
  const manifests = introductions.flatMap((one) => one?.manifest ?? []);
  return manifests.sort((a, b) => b.number - a.number)[0] ?? null;
}
