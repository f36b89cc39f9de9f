/** An authority, a registrar and what they sign, by fixed keys, so that every run signs the same bytes. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { openAuthority, type VerifiedAuthority } from '../../src/protocol/authority.js';
import { openBadge, sealBadge, type Badge, type VerifiedBadge } from '../../src/protocol/badge.js';
import {
  sealCharge,
  sealHandover,
  type Charge,
  type Handover,
  type VerifiedCharge,
  type VerifiedHandover,
} from '../../src/protocol/charge.js';
import {
  encodePage,
  pageHash,
  sealDirectory,
  type Directory,
  type DirectoryPage,
  type DirectoryRow,
  type VerifiedDirectory,
} from '../../src/protocol/directory.js';
import { sealRequest, type BadgeRequest, type VerifiedBadgeRequest } from '../../src/protocol/enrolment.js';
import { sealPass, type Pass, type VerifiedPass } from '../../src/protocol/pass.js';
import { postId } from '../../src/protocol/post.js';
import {
  sealRevocations,
  type Revocations,
  type VerifiedRevocations,
} from '../../src/protocol/revocations.js';
import {
  AUTHORITY,
  authorityOf,
  DAY_MS,
  REGISTRAR,
  registrarBadge,
  type AnIssuer,
} from '../support/proof-files.js';
import { ALICE, BOB, bytesOf, cardOf, EVE, manifestOf, NOW_MS } from './cast.js';

export const NOW_S = NOW_MS / 1000;
const DAY_S = 86_400;

/**
 * Keys that nobody may have: every one of "Taming the many EdDSAs" (Chalkias et al., 2020) that is of small or mixed order
 * or not canonical, and the other points of small order.
 */
export const HOLLOW_KEYS: readonly Uint8Array[] = [
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43',
  'cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(hexToBytes);

/** "Signs" whatever it is with R the neutral point and S zero: in a lax library that is good under a key of small order. */
export const signHollow = (): Promise<Uint8Array> => Promise.resolve(Uint8Array.of(1, ...new Uint8Array(63)));

/** The id of an issuer, a person or a device with this key, whatever it is worth. */
export const idOfKey = <T extends string>(key: Uint8Array): T => bytesToHex(key) as T;

export const theAuthority = async (): Promise<VerifiedAuthority> =>
  openAuthority(await authorityOf(AUTHORITY))!;
export const theRegistrar = async (): Promise<VerifiedBadge> => openBadge(await registrarBadge())!;

/** Alice's, with everything on it that may be on a badge of hers. */
export const A_BADGE: Badge = {
  issuer: AUTHORITY.key,
  holder: ALICE.person,
  id: bytesOf('badge id', 8),
  issuedS: NOW_S,
  fromS: NOW_S,
  untilS: NOW_S + 365 * DAY_S,
  names: { name: 'Alice Khan', title: 'Section Officer', department: ['Finance Division', 'Budget Wing'] },
  urdu: { name: 'ایلس خان', title: 'سیکشن آفیسر', department: ['فنانس ڈویژن', 'بجٹ ونگ'] },
  grade: 'BS-17',
  post: 'SO Budget-II',
  replaces: EVE.person,
  mayIssueFor: null,
};

export const badgeWith = (changes: Partial<Badge> = {}, by: AnIssuer = AUTHORITY): Promise<VerifiedBadge> =>
  sealBadge({ ...A_BADGE, issuer: by.key, ...changes }, by.sign);

/** The pass that goes with a badge. */
export const passWith = (
  badge: Pass,
  by: AnIssuer = AUTHORITY,
  changes: Partial<Pass> = {},
): Promise<VerifiedPass> => {
  const { issuer, holder, id, fromS, untilS } = badge;
  return sealPass({ issuer, holder, id, fromS, untilS, ...changes }, by.sign);
};

/** A list with a row of each kind. */
export const A_LIST: Revocations = {
  authority: AUTHORITY.key,
  issuer: AUTHORITY.key,
  registrar: null,
  number: 3,
  issuedMs: NOW_MS,
  nextUpdateMs: NOW_MS + 7 * DAY_MS,
  badges: [{ id: bytesOf('revoked badge', 8), fromMs: NOW_MS - DAY_MS }],
  people: [{ person: EVE.person, fromMs: NOW_MS }],
  devices: [{ device: EVE.device, fromMs: NOW_MS - 1 }],
};

/** The fields of a document by which a registrar signs it. */
export const byRegistrar = async () => ({ issuer: REGISTRAR.key, registrar: await theRegistrar() });

export const listWith = (
  changes: Partial<Revocations> = {},
  by: AnIssuer = AUTHORITY,
): Promise<VerifiedRevocations> => sealRevocations({ ...A_LIST, ...changes }, by.sign);

export const A_ROW: DirectoryRow = {
  person: ALICE.person,
  device: ALICE.device,
  rendezvous: ALICE.rendezvous,
  badge: A_BADGE.id,
  untilS: A_BADGE.untilS,
  name: 'Alice Khan',
  title: 'Section Officer',
  grade: 'BS-17',
  urduName: 'ایلس خان',
  urduTitle: 'سیکشن آفیسر',
  post: 'SO Budget-II',
};

export const A_PAGE: DirectoryPage & { kind: 'people' } = {
  kind: 'people',
  department: ['Finance Division', 'Budget Wing'],
  urduDepartment: ['فنانس ڈویژن', 'بجٹ ونگ'],
  rows: [A_ROW],
};

export const directoryWith = (
  changes: Partial<Directory> = {},
  by: AnIssuer = AUTHORITY,
): Promise<VerifiedDirectory> =>
  sealDirectory(
    {
      authority: AUTHORITY.key,
      issuer: AUTHORITY.key,
      registrar: null,
      number: 2,
      issuedMs: NOW_MS,
      nextUpdateMs: NOW_MS + 7 * DAY_MS,
      pages: [pageHash(encodePage(A_PAGE))],
      ...changes,
    },
    by.sign,
  );

export const A_POST = {
  authority: AUTHORITY.key,
  department: ['Finance Division', 'Budget Wing'],
  name: 'SO Budget-II',
} as const;

/** Alice gives the post that she has by charge 1 to Bob. */
export const handoverWith = async (changes: Partial<Handover> = {}): Promise<VerifiedHandover> =>
  sealHandover(
    {
      post: postId(A_POST),
      number: 1,
      from: ALICE.person,
      device: ALICE.device,
      to: BOB.person,
      signedMs: NOW_MS,
      ...changes,
    },
    await manifestOf(ALICE),
    ALICE.signAsDevice,
  );

/** Bob holds the post after Alice. */
export const chargeWith = async (
  changes: Partial<Charge> = {},
  by: AnIssuer = AUTHORITY,
): Promise<VerifiedCharge> =>
  sealCharge(
    {
      ...A_POST,
      issuer: AUTHORITY.key,
      registrar: null,
      number: 2,
      holder: BOB.person,
      sinceMs: NOW_MS,
      urduName: 'ایس او بجٹ',
      handover: await handoverWith(),
      ...changes,
    },
    by.sign,
  );

export const requestWith = async (changes: Partial<BadgeRequest> = {}): Promise<VerifiedBadgeRequest> =>
  sealRequest(
    {
      manifest: await manifestOf(ALICE),
      card: await cardOf(ALICE),
      title: 'Section Officer',
      department: 'Finance Division',
      invitation: bytesOf('invitation', 10),
      madeMs: NOW_MS,
      ...changes,
    },
    ALICE.signAsDevice,
  );

/** What the registrar gives Alice: her badge and its own, a pass for each. */
export async function aReply() {
  const registrar = await theRegistrar();
  const badge = await badgeWith({}, REGISTRAR);
  return {
    authority: await theAuthority(),
    badges: [badge, registrar],
    passes: [await passWith(badge, REGISTRAR), await passWith(registrar)],
  };
}
