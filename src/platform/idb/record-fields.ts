import { Fault } from '../../domain/fault.js';
import { decodeArray, isBytes, isCount } from '../../protocol/codec.js';
import { MAX_RECORD_BYTES } from '../crypto/sealed-record.js';

/** Reads the fields of an array in their order. Each method takes the next one. @throws Fault 'vault-damaged' */
export class Fields {
  readonly #wire: readonly unknown[];
  #at = 0;

  constructor(wire: readonly unknown[]) {
    this.#wire = wire;
  }

  /** The next field as `read` understands it; null means that it does not. */
  value<T>(read: (wire: unknown) => T | null): T {
    const value = this.#at < this.#wire.length ? read(this.#wire[this.#at]) : null;
    if (value === null) throw new Fault('vault-damaged');
    this.#at++;
    return value;
  }

  bytes(): Uint8Array {
    return this.value((wire) => (isBytes(wire) ? wire : null));
  }

  text(): string {
    return this.value((wire) => (typeof wire === 'string' ? wire : null));
  }

  number(): number {
    return this.value((wire) => (typeof wire === 'number' ? wire : null));
  }

  flag(): boolean {
    return this.value((wire) => (typeof wire === 'boolean' ? wire : null));
  }

  oneOf<T extends string>(words: readonly T[]): T {
    return this.value((wire) => words.find((word) => word === wire) ?? null);
  }

  /** Null where null was written, else what `read` takes. */
  optional<T>(read: () => T): T | null {
    if (this.#wire[this.#at] !== null) return read();
    this.#at++;
    return null;
  }

  /** A nested array with fields of its own. */
  row<T>(read: (next: Fields) => T): T {
    return this.value((wire) => (Array.isArray(wire) ? readAll(wire, read) : null));
  }

  /** A nested array of nested arrays. */
  rows<T>(read: (next: Fields) => T): readonly T[] {
    return this.list((next) => next.row(read));
  }

  /** A nested array of which each element is one field. */
  list<T>(read: (next: Fields) => T): readonly T[] {
    return this.value((wire) => (Array.isArray(wire) ? wire.map((item) => readAll([item], read)) : null));
  }

  end(): void {
    if (this.#at !== this.#wire.length) throw new Fault('vault-damaged');
  }
}

function readAll<T>(wire: readonly unknown[], read: (next: Fields) => T): T {
  const fields = new Fields(wire);
  const value = read(fields);
  fields.end();
  return value;
}

/**
 * Reads canonical CBOR [version, field, …] of a version up to `newest`; `read` is told which.
 * @throws Fault 'vault-damaged' if the bytes are anything else
 */
export function readFields<T>(
  bytes: Uint8Array,
  newest: number,
  read: (next: Fields, version: number) => T,
): T {
  const [version, ...fields] = decodeArray(bytes, MAX_RECORD_BYTES) ?? [];
  if (!isCount(version, newest) || version === 0) throw new Fault('vault-damaged');
  return readAll(fields, (next) => read(next, version));
}
