import { base64urlnopad } from '@scure/base';
import { encode } from './codec.js';
import { hkdfExpand, hkdfExtract, mac } from './kdf.js';

/**
 * The introducer's topic where the owner of `rendezvous` (16 bytes) listens on `day` (days since the Unix epoch, by
 * the introducer's clock): 22 characters. Only contacts can compute it, and it changes daily.
 */
export const rendezvousTopic = (rendezvous: Uint8Array, day: number): string =>
  base64urlnopad.encode(mac(rendezvous, encode(['beep/1 addr', day])).slice(0, 16));

/**
 * Where a person listens whose key is of `seed` (32 bytes): 16 bytes that do not tell it. Whoever makes the key again from its words
 * is found by those who knew them before.
 */
export const rendezvousOfSeed = (seed: Uint8Array): Uint8Array =>
  hkdfExpand(hkdfExtract('beep/1 person', seed), 'rendezvous', 16);

/**
 * The secret, 32 bytes, under which an offer to the owner of `rendezvous` may be sealed by whoever found them in a directory,
 * or has lost every other one. Whoever knows the rendezvous can open such an offer; what it leads to is proved in the
 * handshake, as always.
 */
export const rendezvousSecret = (rendezvous: Uint8Array): Uint8Array =>
  hkdfExpand(hkdfExtract('beep/1 found', rendezvous), 'signal');
