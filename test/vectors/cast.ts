/** People with fixed keys, so that every run signs the same bytes. Their seeds are public: nobody real may use them. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { sealCard, type Card, type VerifiedCard } from '../../src/protocol/card.js';
import { utf8Bytes } from '../../src/protocol/codec.js';
import type { Credential } from '../../src/protocol/credential.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';
import { readDeviceId, readPersonId, type DeviceId, type PersonId } from '../../src/protocol/ids.js';
import { sealManifest, type Manifest, type VerifiedManifest } from '../../src/protocol/manifest.js';
import type { Sign } from '../../src/protocol/sign1.js';
import { signerOf } from '../support/native-ed25519.js';

export { signerOf };

/** 2026-03-23T05:00:00Z, the moment at which everything in the vectors happens, in ms since the Unix epoch. */
export const NOW_MS = 1_774_242_000_000;

/** `length` bytes that depend on `label` alone. */
export const bytesOf = (label: string, length = 32): Uint8Array =>
  hkdf(sha256, utf8Bytes(label), undefined, utf8Bytes('beep test vectors'), length);

/** Stands in for randomness: the n-th call gives the bytes of `label` and n. */
export function randomnessOf(label: string): (length: number) => Uint8Array {
  let calls = 0;
  return (length) => bytesOf(`${label} ${calls++}`, length);
}

export interface Actor {
  readonly name: string;
  readonly personSeed: Uint8Array;
  readonly deviceSeed: Uint8Array;
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly rendezvous: Uint8Array;
  readonly signAsPerson: Sign;
  readonly signAsDevice: Sign;
}

/** A person with one device. Two calls with the same label give the same person. */
export function anActor(label: string, name = label): Actor {
  const personSeed = bytesOf(`${label} person`);
  const deviceSeed = bytesOf(`${label} device`);
  return {
    name,
    personSeed,
    deviceSeed,
    person: readPersonId(ed25519PublicKey(personSeed))!,
    device: readDeviceId(ed25519PublicKey(deviceSeed))!,
    rendezvous: bytesOf(`${label} rendezvous`, 16),
    signAsPerson: signerOf(personSeed),
    signAsDevice: signerOf(deviceSeed),
  };
}

export const ALICE = anActor('alice', 'Alice Khan');
export const BOB = anActor('bob', 'بابر علی');
export const EVE = anActor('eve', 'Eve');

/** A manifest of the actor's one device, with `changes`. */
export const manifestOf = (actor: Actor, changes: Partial<Manifest> = {}): Promise<VerifiedManifest> =>
  sealManifest(
    {
      person: actor.person,
      number: 1,
      devices: [{ device: actor.device, label: 'Desk', fromMs: NOW_MS }],
      revoked: [],
      ...changes,
    },
    actor.signAsPerson,
  );

/** The actor's card, with `changes`. */
export const cardOf = (actor: Actor, changes: Partial<Card> = {}): Promise<VerifiedCard> =>
  sealCard(
    {
      person: actor.person,
      device: actor.device,
      rendezvous: actor.rendezvous,
      name: actor.name,
      intro: null,
      hints: [],
      ...changes,
    },
    actor.signAsDevice,
  );

/** What the actor shows in a handshake, with `changes`. */
export async function credentialOf(actor: Actor, changes: Partial<Credential> = {}): Promise<Credential> {
  return {
    device: actor.device,
    manifest: await manifestOf(actor),
    card: await cardOf(actor),
    build: '1.0.0+test',
    badges: [],
    features: [],
    ...changes,
  };
}

/** Any 32 bytes as an id of the wanted kind. */
export const idOf = <T extends string>(label: string): T => bytesToHex(bytesOf(label)) as T;
