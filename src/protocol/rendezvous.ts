import { base64urlnopad } from '@scure/base';
import { encode } from './codec.js';
import { mac } from './kdf.js';

/**
 * The introducer's topic where the owner of `rendezvous` (16 bytes) listens on `day` (days since the Unix epoch, by
 * the introducer's clock): 22 characters. Only contacts can compute it, and it changes daily.
 */
export const rendezvousTopic = (rendezvous: Uint8Array, day: number): string =>
  base64urlnopad.encode(mac(rendezvous, encode(['beep/1 addr', day])).slice(0, 16));
