/** What two devices say of documents of authorities, and of pages of directories, that one of them holds. */
import { isBytes, isCount, type Wire } from './codec.js';
import { idBytes, readIssuerId, type IssuerId } from './ids.js';
import { MAX_PAGE_BYTES, MAX_REGISTRY_DOC_BYTES } from './limits.js';

export const DOC_KINDS_OF_REGISTRY = ['authority', 'revocations', 'directory', 'charge'] as const;
export type RegistryKind = (typeof DOC_KINDS_OF_REGISTRY)[number];

/** Names a document: of an authority or registrar by its key, of a charge by its id; 32 bytes. */
export interface DocName {
  readonly kind: RegistryKind;
  readonly key: Uint8Array;
}

/** A document that the sender holds. */
export interface DocRow extends DocName {
  readonly authority: IssuerId;
  /** Of two of one name the higher one holds. */
  readonly number: number;
}

export type RegistryRecord =
  /** "I hold these." */
  | { readonly type: 'docs-have'; readonly rows: readonly DocRow[] }
  /** "Give me this one." */
  | { readonly type: 'docs-want'; readonly name: DocName }
  /** "Give me these pages." 32-byte hashes. */
  | { readonly type: 'pages-want'; readonly hashes: readonly Uint8Array[] }
  /** The next part of the document that was asked for; `left` more follow. Empty, with none left: it is not here. */
  | { readonly type: 'docs-part'; readonly left: number; readonly bytes: Uint8Array }
  /** One of the pages that were asked for, in the order in which they were; null: it is not here. */
  | { readonly type: 'page'; readonly bytes: Uint8Array | null };

export const REGISTRY_TYPE = {
  'docs-have': 67,
  'docs-want': 68,
  'pages-want': 69,
  'docs-part': 70,
  page: 71,
} as const;

/** Whether a record is one of these. */
export const isRegistryRecord = <R extends { readonly type: string }>(
  record: R | RegistryRecord,
): record is RegistryRecord => Object.hasOwn(REGISTRY_TYPE, record.type);

/** Documents in one `docs-have`. */
export const MAX_DOC_ROWS = 128;
/** Pages that are asked for at once. */
export const MAX_PAGES_WANTED = 16;
/** Bytes of one part: it fits one record. */
export const DOC_PART_BYTES = MAX_PAGE_BYTES;
export const MAX_DOC_PARTS = Math.ceil(MAX_REGISTRY_DOC_BYTES / DOC_PART_BYTES);

export function wireRegistryRecord(record: RegistryRecord): Wire {
  switch (record.type) {
    case 'docs-have':
      return [
        REGISTRY_TYPE['docs-have'],
        record.rows.map((row): Wire => [...wireName(row), idBytes(row.authority), row.number]),
      ];
    case 'docs-want':
      return [REGISTRY_TYPE['docs-want'], ...wireName(record.name)];
    case 'pages-want':
      return [REGISTRY_TYPE['pages-want'], record.hashes];
    case 'docs-part':
      return [REGISTRY_TYPE['docs-part'], record.left, record.bytes];
    case 'page':
      return [REGISTRY_TYPE.page, record.bytes];
  }
}

/** Reads the fields of such a record; null for anything else. Never throws. */
export function readRegistryRecord(wire: readonly unknown[]): RegistryRecord | null {
  const [type, first, second] = wire;
  switch (type) {
    case REGISTRY_TYPE['docs-have']: {
      if (wire.length !== 2 || !Array.isArray(first) || first.length > MAX_DOC_ROWS) return null;
      const rows = first.map(readRow);
      return rows.every((row) => row !== null) ? { type: 'docs-have', rows } : null;
    }
    case REGISTRY_TYPE['docs-want']: {
      const name = wire.length === 3 ? readName(first, second) : null;
      return name && { type: 'docs-want', name };
    }
    case REGISTRY_TYPE['pages-want']: {
      if (wire.length !== 2 || !Array.isArray(first) || first.length === 0) return null;
      if (first.length > MAX_PAGES_WANTED || !first.every((hash) => isBytes(hash, 32))) return null;
      return { type: 'pages-want', hashes: first as Uint8Array[] };
    }
    case REGISTRY_TYPE['docs-part']:
      if (wire.length !== 3 || !isCount(first, MAX_DOC_PARTS - 1) || !isBytes(second)) return null;
      return second.byteLength <= DOC_PART_BYTES ? { type: 'docs-part', left: first, bytes: second } : null;
    case REGISTRY_TYPE.page:
      if (wire.length !== 2 || !(first === null || isBytes(first))) return null;
      return first === null || first.byteLength <= MAX_PAGE_BYTES ? { type: 'page', bytes: first } : null;
    default:
      return null;
  }
}

const wireName = ({ kind, key }: DocName): readonly [number, Uint8Array] => [
  DOC_KINDS_OF_REGISTRY.indexOf(kind) + 1,
  key,
];

function readName(kindWire: unknown, key: unknown): DocName | null {
  const kind = isCount(kindWire) ? DOC_KINDS_OF_REGISTRY[kindWire - 1] : undefined;
  return kind && isBytes(key, 32) ? { kind, key } : null;
}

function readRow(wire: unknown): DocRow | null {
  if (!Array.isArray(wire) || wire.length !== 4) return null;
  const [kind, key, authorityWire, number] = wire as readonly unknown[];
  const name = readName(kind, key);
  const authority = readIssuerId(authorityWire);
  return name && authority && isCount(number) ? { ...name, authority, number } : null;
}
