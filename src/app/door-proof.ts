import { openBadge } from '../protocol/badge.js';
import { blobFromText } from '../protocol/blob-text.js';
import { sealDoorProof } from '../protocol/door.js';
import { readIssuerId, type IssuerId, type PersonId } from '../protocol/ids.js';
import type { ServerFrame } from '../protocol/introducer-frames.js';
import { issuerOf } from '../protocol/issuer.js';
import { openPass } from '../protocol/pass.js';
import type { Credential } from '../protocol/credential.js';
import type { SelfRecord } from './records.js';

export type Challenge = Extract<ServerFrame, { type: 'challenge' }>;

/** The authorities whose badges a closed introducer lets in. */
export const namedIn = ({ authorities }: Challenge): readonly IssuerId[] =>
  authorities.map((key) => readIssuerId(blobFromText(key))).filter((key) => key !== null);

/** As much of an identity as proves something at a door. */
export interface Holder {
  readonly person: PersonId;
  readonly record: Pick<SelfRecord, 'badges' | 'passes'>;
  /** With the device key. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  credential(): Promise<Pick<Credential, 'device' | 'manifest'>>;
}

/**
 * Answers the challenge of the introducer at `origin`, which is always our own: what it says cannot make us sign anything
 * else. Shows the pass that lasts longest of those that an authority it names stands behind; whether that is over, its
 * clock decides. Null if we hold none.
 */
export async function doorProofFor(
  identity: Holder,
  origin: string,
  challenge: Challenge,
): Promise<Uint8Array | null> {
  const nonceBytes = blobFromText(challenge.nonce);
  const named = new Set(namedIn(challenge));
  const isNamed = (issuer: IssuerId): boolean => named.has(issuer);
  const registrars = identity.record.badges
    .map((bytes) => openBadge(bytes))
    .filter((badge) => badge !== null)
    .filter(({ issuer, mayIssueFor }) => mayIssueFor !== null && isNamed(issuer))
    .sort((a, b) => b.untilS - a.untilS);
  const shown = identity.record.passes
    .map((bytes) => openPass(bytes))
    .filter((pass) => pass !== null)
    .filter(({ holder }) => holder === identity.person)
    .map((pass) => {
      const registrar = registrars.find((one) => issuerOf(one) === pass.issuer) ?? null;
      return { pass, registrar: isNamed(pass.issuer) ? null : registrar };
    })
    .filter(({ pass, registrar }) => registrar !== null || isNamed(pass.issuer))
    .sort((a, b) => b.pass.untilS - a.pass.untilS)[0];
  if (!shown || !nonceBytes) return null;
  const { device, manifest } = await identity.credential();
  return sealDoorProof({ device, manifest, ...shown }, nonceBytes, origin, (bytes) => identity.sign(bytes));
}
