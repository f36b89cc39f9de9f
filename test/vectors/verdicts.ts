/** What the checks of vector files are made of. */
import { decodeArray, encode } from '../../src/protocol/codec.js';
import { ed25519Sign } from '../../src/protocol/ed25519.js';
import { unhex, withHex } from './json.js';

/** Any value of a parsed vector file. The checks say what they expect of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a fixture: a field that is not there fails the check
export type Json = any;
export type Check = (file: Json) => void | Promise<void>;

export function same(what: string, actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(withHex(actual)), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}

export function refused(what: string, verdict: unknown): void {
  if (verdict !== null && verdict !== false && verdict !== undefined) throw new Error(`not refused: ${what}`);
}

export function fields(what: string, opened: unknown, row: Json): void {
  if (typeof opened !== 'object' || opened === null) throw new Error(`refused: ${what}`);
  for (const [field, value] of Object.entries(opened)) same(`${what}.${field}`, value, row[field]);
}

export const openAll =
  (open: (bytes: Uint8Array) => unknown) =>
  async (file: Json): Promise<void> => {
    for (const row of file.accept) {
      fields(file.about, await open(unhex(row.bytes)), row);
      const [header, , payload, signature] = decodeArray(unhex(row.bytes)) as Uint8Array[];
      const signed = encode(['Signature1', header!, new Uint8Array(), payload!]);
      same('signature', ed25519Sign(unhex(row.seed), signed), withHex(signature));
    }
    for (const row of file.refuse) refused(row.why, await open(unhex(row.bytes)));
  };
