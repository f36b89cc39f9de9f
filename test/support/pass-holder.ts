import { sealDoorProof } from '../../src/protocol/door.js';
import { readDeviceId, readIssuerId, readPersonId, type IssuerId } from '../../src/protocol/ids.js';
import { sealBadge, type Badge, type VerifiedBadge } from '../../src/protocol/badge.js';
import { sealManifest } from '../../src/protocol/manifest.js';
import { sealPass, type Pass } from '../../src/protocol/pass.js';
import { sealRevocations, type Revocations } from '../../src/protocol/revocations.js';
import { keyOf } from '../../authority/key-file.js';
import { randomBytes } from 'node:crypto';

export const NOW_MS = Date.UTC(2026, 10, 28);
const NOW_S = NOW_MS / 1000;
const DAY_S = 86_400;

/**
 * Signs by the runtime, in a tenth of the time: some tests need thousands. The key is read and not generated: Node 20 can
 * lock itself up where it exports a key pair of its own as a JWK and collects garbage meanwhile.
 */
export const aKey = () => keyOf(randomBytes(32));
export type Key = ReturnType<typeof aKey>;

export const issuerOfKey = ({ publicKey }: Key): IssuerId => readIssuerId(publicKey)!;

/** A registrar's badge by `root`, for the key `office`. */
export const aRegistrar = (root: Key, office: Key, says: Partial<Badge> = {}): Promise<VerifiedBadge> =>
  sealBadge(
    {
      issuer: issuerOfKey(root),
      holder: readPersonId(office.publicKey)!,
      id: new Uint8Array(randomBytes(8)),
      issuedS: NOW_S - DAY_S,
      fromS: NOW_S - DAY_S,
      untilS: NOW_S + DAY_S,
      names: { name: 'Registrar', title: '', department: ['Finance Division'] },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: ['Finance Division'],
      ...says,
    },
    root.sign,
  );

/** Somebody with a device and a pass by `issuer`. */
export async function aHolder(issuer: Key, registrar: VerifiedBadge | null = null, says: Partial<Pass> = {}) {
  const [person, device] = [aKey(), aKey()];
  const ids = { person: readPersonId(person.publicKey)!, device: readDeviceId(device.publicKey)! };
  const manifest = await sealManifest(
    { person: ids.person, number: 1, devices: [{ device: ids.device, label: '', fromMs: 0 }], revoked: [] },
    person.sign,
  );
  const another = (by: Key, but: Partial<Pass>) =>
    sealPass(
      {
        issuer: issuerOfKey(by),
        holder: ids.person,
        id: new Uint8Array(randomBytes(8)),
        fromS: NOW_S - DAY_S,
        untilS: NOW_S + DAY_S,
        ...but,
      },
      by.sign,
    );
  const pass = await another(issuer, says);
  return {
    ...ids,
    pass,
    manifest,
    sign: device.sign,
    /** A further pass. */
    another,
    /** The frame that answers a challenge. */
    async proves(nonce: unknown, origin: string) {
      const bytes = new Uint8Array(Buffer.from(String(nonce), 'base64url'));
      const proof = await sealDoorProof(
        { device: ids.device, manifest, pass, registrar },
        bytes,
        origin,
        device.sign,
      );
      return { type: 'prove', proof: Buffer.from(proof).toString('base64url') };
    },
  };
}

/** A list by `issuer`. */
export const aList = (
  authority: Key,
  issuer: Key,
  registrar: VerifiedBadge | null,
  says: Partial<Revocations>,
) =>
  sealRevocations(
    {
      authority: issuerOfKey(authority),
      issuer: issuerOfKey(issuer),
      registrar,
      number: 1,
      issuedMs: NOW_MS,
      nextUpdateMs: NOW_MS + DAY_S * 1000,
      badges: [],
      people: [],
      devices: [],
      ...says,
    },
    issuer.sign,
  );
