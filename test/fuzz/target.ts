/** What a target of fuzzing is, and what targets are made of. */
import { takeApart, sealSigned, type Sign, type SignedType } from '../../src/protocol/sign1.js';

export interface Target {
  readonly name: string;
  /** Valid inputs, from which others are bred. */
  readonly seeds: readonly Uint8Array[];
  readonly run: (input: Uint8Array) => unknown;
  /** Each run costs milliseconds whatever the input. */
  readonly isCostly?: true;
  /** The target itself signs or seals its input first: bytes at random say no more here than without. */
  readonly isBehindSeal?: true;
}

export const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
export const bytes = (value: string) => new Uint8Array(Buffer.from(value));

/** The byte strings called `bytes` in a vector file: what is accepted, and what is refused by a hair. */
export function seedsIn(value: unknown): Uint8Array[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    inner instanceof Uint8Array
      ? ['bytes', 'blob', 'plaintext'].includes(field)
        ? [inner]
        : []
      : seedsIn(inner),
  );
}

/** A signed object whole, and its payload alone, signed anew: so that damage gets behind the signature too. */
export function signedTargets(
  type: SignedType,
  open: (bytes: Uint8Array) => unknown,
  sign: Sign,
  seeds: readonly Uint8Array[],
): Target[] {
  const payloads = seeds.flatMap((seed) => takeApart(type, seed)?.payload ?? []);
  return [
    { name: type, seeds, run: open },
    {
      name: `${type}, signed`,
      seeds: payloads,
      run: async (payload) => open(await sealSigned(type, payload, sign)),
      isBehindSeal: true,
    },
  ];
}
