import { openCard, trustedCard, type VerifiedCard } from './card.js';
import { hasDevice, openManifest, trustedManifest, type VerifiedManifest } from './manifest.js';

/** A person's manifest and the card of one of the devices in it: enough to check and to dial that person. */
export interface Introduction {
  readonly manifest: VerifiedManifest;
  readonly card: VerifiedCard;
}

/**
 * Reads an introduction and checks that it hangs together: the person signed for the device, and the device for the
 * person. As in a credential (`credential.ts`), but no secret that lets strangers in is meant for a whole group. Null if
 * anything is wrong. Never throws.
 */
export function openIntroduction(manifestBytes: unknown, cardBytes: unknown): Introduction | null {
  const manifest = openManifest(manifestBytes);
  return manifest && together(manifest, openCard(cardBytes));
}

/** As `openIntroduction`, of what was checked before it was stored under the vault key: signatures are not looked at again. */
export function trustedIntroduction(manifestBytes: unknown, cardBytes: unknown): Introduction | null {
  const manifest = trustedManifest(manifestBytes);
  return manifest && together(manifest, trustedCard(cardBytes));
}

function together(manifest: VerifiedManifest, card: VerifiedCard | null): Introduction | null {
  if (!card || card.person !== manifest.person || card.intro !== null) return null;
  return hasDevice(manifest, card.device) ? { manifest, card } : null;
}
