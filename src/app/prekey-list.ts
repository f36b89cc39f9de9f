import { claimableMs } from '../domain/order.js';
import { sealPrekeys } from '../protocol/prekeys.js';
import { xwingPublicKey } from '../protocol/xwing.js';
import { PREKEY_LIFE_MS, type Identity } from './identity.js';

/** The signed list of the keys that signals for this device may be sealed to: today's. */
export function prekeyList({ device, record, sign }: Identity): Promise<Uint8Array> {
  const keys = record.prekeys.slice(0, 1).map(({ kid, seed, createdMs }) => ({
    kid,
    notAfterMs: claimableMs(createdMs + PREKEY_LIFE_MS),
    publicKey: xwingPublicKey(seed),
  }));
  return sealPrekeys({ device, number: record.prekeyNumber, keys }, sign);
}
