import { openBadge, type Badge, type VerifiedBadge } from './badge.js';
import { isSoundPublicKey } from './ed25519.js';
import { idBytes, readIssuerId, type IssuerId } from './ids.js';

/** Who signed a document of an authority. */
export interface Issuer {
  /** The authority itself, or one of its registrars. */
  readonly issuer: IssuerId;
  /** The registrar's own badge; null where it is the authority. */
  readonly registrar: VerifiedBadge | null;
}

/**
 * Who signs for an authority: itself, or the registrar whose badge is in the document. Null if the badge is not the
 * authority's, or lets nobody issue.
 */
export function issuedBy(authority: IssuerId, registrarBytes: unknown): Issuer | null {
  if (registrarBytes === null)
    return isSoundPublicKey(idBytes(authority)) ? { issuer: authority, registrar: null } : null;
  const registrar = openBadge(registrarBytes);
  if (!registrar?.mayIssueFor || registrar.issuer !== authority) return null;
  return { issuer: issuerOf(registrar), registrar };
}

/** The key by which a registrar issues: the one that its badge is bound to. */
export const issuerOf = (registrar: Pick<Badge, 'holder'>): IssuerId =>
  readIssuerId(idBytes(registrar.holder))!;
