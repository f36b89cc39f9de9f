import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encode } from './codec.js';
import { idBytes, type ConversationId, type PersonId } from './ids.js';

/**
 * Where `person` stands on ring number `ring` of `group`: 64 hex digits, to be compared as text. The same for everybody,
 * and nobody chooses it but by making key after key.
 */
export const ringPlace = (group: ConversationId, ring: number, person: PersonId): string =>
  bytesToHex(sha256(encode(['beep/1 ring', ring, idBytes(group), idBytes(person)])));
