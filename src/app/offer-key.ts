import { rendezvousSecret } from '../protocol/rendezvous.js';
import type { OfferKey } from '../protocol/sealed-signal.js';
import { newestPrekey } from './contacts.js';
import type { ContactRecord } from './records.js';

/**
 * How to reach somebody. Their link's secret before we have met, if we have one; then their prekey, and every other time
 * a secret of an earlier link or of a group, since we cannot know whether they still hold the seed of the prekey; and once in
 * a while the one that everybody has who knows where they listen, for they may have lost all others with a device.
 */
export function offerKey(
  contact: ContactRecord,
  groupSecrets: readonly Uint8Array[],
  tries: number,
): OfferKey | null {
  if (contact.intro) return { mode: 'intro', secret: contact.intro };
  const prekey = newestPrekey(contact);
  const byPrekey: OfferKey | null = prekey ? { mode: 'prekey', to: contact.device, prekey } : null;
  const secrets = [...contact.reunion, ...groupSecrets, rendezvousSecret(contact.rendezvous)];
  const secret = secrets[Math.floor(tries / 2) % Math.max(secrets.length, 1)];
  const byReunion: OfferKey | null = secret ? { mode: 'reunion', secret } : null;
  return tries % 2 === 0 ? (byPrekey ?? byReunion) : (byReunion ?? byPrekey);
}
