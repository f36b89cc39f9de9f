/** An authority, its registrars, and charges of one post as they sign them. */
import { issuerOf } from '../../src/protocol/issuer.js';
import { sealBadge, type VerifiedBadge } from '../../src/protocol/badge.js';
import { sealCharge, type VerifiedCharge, type VerifiedHandover } from '../../src/protocol/charge.js';
import type { Department } from '../../src/protocol/department.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { readIssuerId, readPersonId, type IssuerId, type PersonId } from '../../src/protocol/ids.js';
import { postId } from '../../src/protocol/post.js';
import type { Sign } from '../../src/protocol/sign1.js';
import { bytesOf, NOW_MS, signerOf } from '../vectors/cast.js';

const seed = bytesOf('posts authority');
export const OFFICE: IssuerId = readIssuerId(ed25519PublicKey(seed))!;
export const OFFICES: ReadonlySet<IssuerId> = new Set([OFFICE]);
export const FINANCE: Department = ['Finance Division'];
export const THE_POST = { authority: OFFICE, department: FINANCE, name: 'SO Budget-II' } as const;
export const POST_ID = postId(THE_POST);
const DAY_MS = 86_400_000;

/** Who signs a charge; `badge` is null for the authority itself. */
export interface Issuing {
  readonly issuer: IssuerId;
  readonly badge: VerifiedBadge | null;
  readonly sign: Sign;
}

export const BY_THE_OFFICE: Issuing = { issuer: OFFICE, badge: null, sign: signerOf(seed) };

/** A registrar whom the authority lets issue for `department`. */
export async function aRegistrar(name: string, department: Department = FINANCE): Promise<Issuing> {
  const own = bytesOf(`registrar ${name}`);
  const nowS = NOW_MS / 1000;
  const badge = await sealBadge(
    {
      issuer: OFFICE,
      holder: readPersonId(ed25519PublicKey(own))!,
      id: bytesOf(`badge of ${name}`, 8),
      issuedS: nowS,
      fromS: nowS,
      untilS: nowS + 31_536_000,
      names: { name, title: '', department },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: department,
    },
    BY_THE_OFFICE.sign,
  );
  return { issuer: issuerOf(badge), badge, sign: signerOf(own) };
}

/** "From now on the post is held by …": the n-th charge begins on the n-th day. */
export const aCharge = (
  number: number,
  holder: PersonId | null,
  by: Issuing = BY_THE_OFFICE,
  handover: VerifiedHandover | null = null,
  post: typeof THE_POST | (Omit<typeof THE_POST, 'name'> & { readonly name: string }) = THE_POST,
): Promise<VerifiedCharge> =>
  sealCharge(
    {
      ...post,
      issuer: by.issuer,
      registrar: by.badge,
      urduName: null,
      number,
      holder,
      sinceMs: NOW_MS + number * DAY_MS,
      handover,
    },
    by.sign,
  );
