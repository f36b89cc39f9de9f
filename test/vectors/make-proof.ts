/** Vectors of proofs: what each file proves, and why others prove nothing. */
import { proveMemoFile, proveMessage } from '../../src/domain/message-proof.js';
import { encodeMemoFile } from '../../src/protocol/memo-bundle.js';
import { encodeProofFile, readProofFile } from '../../src/protocol/proof-file.js';
import {
  BAD,
  badgeOf,
  DAY_MS,
  GOOD,
  memoFile,
  OTHER_AUTHORITY,
  revokedFrom,
  theVouchers,
  UNREADABLE,
} from '../support/proof-files.js';
import { ALICE, NOW_MS } from './cast.js';
import type { Vectors } from './json.js';
import { proofRow, TRUST } from './proof-row.js';
import { strictly } from './strictly.js';

async function accepted(what: string, bytes: Uint8Array) {
  const proof = await proveMessage(readProofFile(bytes)!, strictly, TRUST);
  if (!proof.ok) throw new Error(`${what}: ${proof.error}`);
  return { what, bytes, proof: proofRow(proof.value) };
}

export async function makeProof(): Promise<Vectors> {
  const vouchers = await theVouchers();
  const registrarless = { ...vouchers, badges: vouchers.badges.slice(0, 1) };
  const foreign = { ...vouchers, badges: [await badgeOf(ALICE.person, OTHER_AUTHORITY)], authorities: [], revocations: [] }; // prettier-ignore
  return {
    about: 'Messages and memos as files (docs/protocol.md §12.12). `trusts` is what the reader trusts.',
    trusts: [...TRUST.authorities],
    accept: [
      ...(await Promise.all(GOOD.map(async ([what, file]) => accepted(what, encodeProofFile(await file()))))),
      await accepted('an author whose badge was revoked later', encodeProofFile(await revokedFrom(NOW_MS + DAY_MS))), // prettier-ignore
    ],
    refuse: await Promise.all(
      BAD.map(async ([why, error, make]) => {
        const file = await make();
        const proof = await proveMessage(file, strictly, TRUST);
        if (proof.ok || proof.error !== error)
          throw new Error(`${why}: ${proof.ok ? 'proved' : proof.error}`);
        return { why, bytes: encodeProofFile(file), error };
      }),
    ),
    refuseForm: UNREADABLE.map(([why, bytes]) => {
      if (readProofFile(bytes)) throw new Error(`not refused: ${why}`);
      return { why, bytes };
    }),
    memos: await Promise.all(
      (
        [
          ['with badges', vouchers],
          ['without', null],
        ] as const
      ).map(async ([what, some]) => {
        const file = await memoFile(some);
        const proof = await proveMemoFile(file, strictly, TRUST);
        if (!proof.ok) throw new Error(`${what}: ${proof.error}`);
        return { what, bytes: encodeMemoFile(file) };
      }),
    ),
    refuseMemos: await Promise.all(
      (
        [
          ['a badge of a registrar who is not named', registrarless, 'proof-stray'],
          ['a badge of an authority that is not trusted', foreign, 'proof-foreign-authority'],
        ] as const
      ).map(async ([why, some, error]) => {
        // prettier-ignore
        const file = await memoFile(some);
        const proof = await proveMemoFile(file, strictly, TRUST);
        if (proof.ok || proof.error !== error) throw new Error(`${why}: ${proof.ok ? '' : proof.error}`);
        return { why, bytes: encodeMemoFile(file), error };
      }),
    ),
  };
}
