import { rendezvousSecret } from '../protocol/rendezvous.js';
import type { OfferKey } from '../protocol/sealed-signal.js';
import { newestPrekey } from './contacts.js';
import type { ContactRecord } from './records.js';

/**
 * How to reach somebody. Their link's secret before we have met, if we have one. Then every other time their prekey; and in between,
 * since we cannot know whether they still hold its seed, by turns a secret of an earlier link or of a group and the one that
 * everybody has who knows where they listen: they may have lost all others with a device. However many others there are, it is
 * every fourth, so that a device that was recovered is found within minutes.
 */
export function offerKey(
  contact: ContactRecord,
  groupSecrets: readonly Uint8Array[],
  tries: number,
): OfferKey {
  if (contact.intro) return { mode: 'intro', secret: contact.intro };
  const prekey = newestPrekey(contact);
  if (prekey && tries % 2 === 0) return { mode: 'prekey', to: contact.device, prekey };
  const round = Math.floor(tries / 2);
  const shared = [...contact.reunion, ...groupSecrets];
  const secret = round % 2 === 0 ? shared[(round / 2) % shared.length] : undefined;
  return { mode: 'reunion', secret: secret ?? rendezvousSecret(contact.rendezvous) };
}
