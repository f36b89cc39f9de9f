import { Fault, type FaultCode } from '../domain/fault.js';
import { claimableMs } from '../domain/order.js';
import { lineOf, manifestAfter, recall, recoveryNumber, type Recalled } from '../domain/own-devices.js';
import { sealCard, type VerifiedCard } from '../protocol/card.js';
import type { Credential } from '../protocol/credential.js';
import { sameBytes, utf8Bytes } from '../protocol/codec.js';
import { readDeviceId, readPersonId, type DeviceId, type PersonId } from '../protocol/ids.js';
import { MAX_DEVICES, MAX_NAME_BYTES } from '../protocol/limits.js';
import type { Introduction } from '../protocol/introduction.js';
import {
  everHadDevice,
  openManifest,
  sealManifest,
  trustedManifest,
  type Manifest,
  type VerifiedManifest,
} from '../protocol/manifest.js';
import { cleanName } from '../protocol/names.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { orFault } from './or-fault.js';
import type { Ports, Signer } from './ports.js';
import { rendezvousOfSeed } from '../protocol/rendezvous.js';
import type { PrekeyRecord, SelfRecord, WordsRecord } from './records.js';
import { createSerial } from './serial.js';

const DAY_MS = 86_400_000;
/** How long a contact link may be used. */
const INTRO_LIFE_MS = 7 * DAY_MS;
/** Used and expired intros are remembered this long, so that whoever tries one is told why it does not work. */
const INTRO_MEMORY_MS = 60 * DAY_MS;
const MAX_INTROS = 64;
/** Of an X-Wing private key. */
const PREKEY_SEED_BYTES = 32;
/** How long those may come back by themselves who knew us before we lost a device; from then on it takes a contact link. */
const COMING_BACK_MS = 90 * DAY_MS;
/** How long others may seal to one of our prekeys. */
export const PREKEY_LIFE_MS = 14 * DAY_MS;
/** A seed outlives its key by two days, for signals that were under way. */
const PREKEY_SEED_LIFE_MS = PREKEY_LIFE_MS + 2 * DAY_MS;

export type IntroVerdict = 'welcome' | 'intro-used' | 'intro-expired';

/** This device, the person it belongs to, and the only code that changes what is stored about them. */
export class Identity {
  #record: SelfRecord;
  #manifest: VerifiedManifest;
  #credential: Credential | null = null;
  readonly #person: Signer;
  #device: Signer;
  readonly #ports: Ports;
  readonly #inOrder = createSerial();

  private constructor(
    ports: Ports,
    record: SelfRecord,
    manifest: VerifiedManifest,
    person: Signer,
    device: Signer,
  ) {
    this.#ports = ports;
    this.#record = record;
    this.#manifest = manifest;
    this.#person = person;
    this.#device = device;
  }

  /** Makes a new person with this as its first device, and resolves once both are on disk. */
  static create(name: string, ports: Ports): Promise<Result<Identity, FaultCode>> {
    const origin = { seed: ports.random.bytes(32), number: 1, label: '', words: { kind: 'unseen' } } as const;
    return Identity.#make(name, origin, ports);
  }

  /**
   * Makes the person of `seed` (32 bytes, wiped by this) anew with this as its only device: whatever others it had is over for
   * everybody who hears of this one. Resolves once it is on disk.
   */
  static recover(name: string, seed: Uint8Array, ports: Ports): Promise<Result<Identity, FaultCode>> {
    const atMs = claimableMs(ports.clock.wallMs());
    const label = aLine(ports);
    const origin = { seed, number: recoveryNumber(atMs), label, words: { kind: 'used', atMs } } as const;
    return Identity.#make(name, origin, ports);
  }

  static async #make(
    name: string,
    {
      seed,
      number,
      label,
      words,
    }: Pick<SelfRecord, 'words'> & { seed: Uint8Array; number: number; label: string },
    ports: Ports,
  ): Promise<Result<Identity, FaultCode>> {
    const checked = checkName(name);
    if (!checked.ok) {
      seed.fill(0);
      return checked;
    }
    const rendezvous = rendezvousOfSeed(seed);
    const [person, device] = [await ports.keys.generate(seed), await ports.keys.generate()];
    seed.fill(0);
    const personId = readPersonId(person.signer.publicKey)!;
    const deviceId = readDeviceId(device.signer.publicKey)!;
    const fromMs = claimableMs(ports.clock.wallMs());
    const manifest = await sealManifest(
      { person: personId, number, devices: [{ device: deviceId, label, fromMs }], revoked: [] },
      (bytes) => person.signer.sign(bytes),
    );
    const record: SelfRecord = {
      name: checked.value,
      person: personId,
      device: deviceId,
      personKey: person.sealed,
      deviceKey: device.sealed,
      manifest: manifest.bytes,
      rendezvous,
      prekeys: [newPrekey(ports, fromMs)],
      prekeyNumber: 1,
      intros: [],
      showsActivity: true,
      badges: [],
      passes: [],
      words,
      endedBy: null,
      askedMs: null,
    };
    const identity = new Identity(ports, record, manifest, person.signer, device.signer);
    const saved = await identity.#save(record);
    return saved.ok ? ok(identity) : saved;
  }

  /** Takes up a stored person. @throws Fault 'vault-damaged' */
  static async load(record: SelfRecord, ports: Ports): Promise<Identity> {
    const manifest = openManifest(record.manifest);
    if (!manifest) throw new Fault('vault-damaged');
    const person = await ports.keys.open(record.personKey);
    const device = await ports.keys.open(record.deviceKey);
    return new Identity(ports, record, manifest, person, device);
  }

  get person(): PersonId {
    return this.#record.person;
  }
  get device(): DeviceId {
    return this.#record.device;
  }
  get name(): string {
    return this.#record.name;
  }
  get record(): SelfRecord {
    return this.#record;
  }

  /** Signs with the device key. */
  readonly sign = (bytes: Uint8Array): Promise<Uint8Array> => this.#device.sign(bytes);

  /** Whether a device is, or ever was, one of this person's. */
  isOwnDevice(device: DeviceId): boolean {
    return everHadDevice(this.#manifest, device);
  }

  /** Whether a device was this person's before this one. */
  isFormerDevice(device: DeviceId): boolean {
    return device !== this.device && this.isOwnDevice(device);
  }

  /** Every device of this person that signals may be addressed to, this one first. */
  get addressees(): readonly DeviceId[] {
    return [this.device, ...this.#manifest.revoked.map((row) => row.device)];
  }

  /** What this device shows of itself in a handshake. */
  async credential(): Promise<Credential> {
    if (!this.#credential) {
      const card = await this.#card(null);
      this.#credential = {
        device: this.device,
        manifest: this.#manifest,
        card,
        badges: this.#record.badges,
        build: this.#ports.build,
        features: [],
      };
    }
    return this.#credential;
  }

  /** Of the newest manifest. */
  get manifestNumber(): number {
    return this.#manifest.number;
  }

  /** What introduces this device to those who have never met it. */
  async introduction(): Promise<Introduction> {
    const { manifest, card } = await this.credential();
    return { manifest, card };
  }

  /** Changes the name. The manifest gets a new number with it, so that of two introductions everybody knows the newer. */
  async rename(name: string): Promise<Result<void, FaultCode>> {
    const checked = checkName(name);
    if (!checked.ok) return checked;
    return this.#inOrder(async () => {
      const manifest = { ...this.#manifest, number: this.#manifest.number + 1 };
      return this.#saveManifest(manifest, { name: checked.value });
    });
  }

  /** Keeps the badges that we show from now on, and the passes that go with them, and since when we wait for another, if we do. */
  keepBadges(badges: Pick<SelfRecord, 'badges' | 'passes' | 'askedMs'>): Promise<Result<void, FaultCode>> {
    return this.#change((now) => ({ ...now, ...badges }));
  }

  /** Keeps that our person has asked for a badge just now. */
  keepAsked(): Promise<Result<void, FaultCode>> {
    return this.#change((now) => ({ ...now, askedMs: this.#ports.clock.wallMs() }));
  }

  /** Lets others see when we write and when we look at Beep, or not. */
  setShowsActivity(showsActivity: boolean): Promise<Result<void, FaultCode>> {
    return this.#change((now) => ({ ...now, showsActivity }));
  }

  /** Makes a card that one stranger may use once, and resolves when its secret is on disk. */
  async makeIntro(): Promise<Result<{ readonly card: VerifiedCard; readonly expiresMs: number }, FaultCode>> {
    const nowMs = this.#ports.clock.wallMs();
    const intro = { secret: this.#ports.random.bytes(16), expiresMs: nowMs + INTRO_LIFE_MS, usedBy: null };
    const saved = await this.#change((now) => ({
      ...now,
      intros: [intro, ...now.intros.filter((old) => old.expiresMs + INTRO_MEMORY_MS > nowMs)].slice(
        0,
        MAX_INTROS,
      ),
    }));
    if (!saved.ok) return saved;
    return ok({ card: await this.#card(intro.secret), expiresMs: intro.expiresMs });
  }

  /** Whether an intro secret may still be used; by `person`, if it was used before. */
  judgeIntro(secret: Uint8Array, person: PersonId | null): IntroVerdict {
    const intro = this.#record.intros.find((candidate) => sameBytes(candidate.secret, secret));
    if (!intro) return 'intro-expired';
    if (intro.usedBy !== null) return intro.usedBy === person ? 'welcome' : 'intro-used';
    return this.#ports.clock.wallMs() > intro.expiresMs ? 'intro-expired' : 'welcome';
  }

  /** The record with `secret` bound to the one who used it, to be stored together with the contact. */
  async bindIntro(
    secret: Uint8Array,
    person: PersonId,
    commit: (record: SelfRecord) => Promise<void>,
  ): Promise<void> {
    await this.#inOrder(async () => {
      const intros = this.#record.intros.map((intro) =>
        intro.usedBy === null && sameBytes(intro.secret, secret) ? { ...intro, usedBy: person } : intro,
      );
      const record = { ...this.#record, intros };
      await commit(record);
      this.#record = record;
    });
  }

  /** Makes today's prekey if there is none yet and forgets seeds that are too old. True if the list changed. */
  async renewPrekeys(): Promise<Result<boolean, FaultCode>> {
    const nowMs = this.#ports.clock.wallMs();
    const [newest] = this.#record.prekeys;
    // A clock that was set back would otherwise keep one key for years.
    if (newest && Math.abs(nowMs - newest.createdMs) < DAY_MS) return ok(false);
    const saved = await this.#change((now) => ({
      ...now,
      prekeys: [newPrekey(this.#ports, nowMs), ...now.prekeys]
        .filter((key, i) => i < 2 || nowMs - key.createdMs < PREKEY_SEED_LIFE_MS)
        .slice(0, 20),
      prekeyNumber: now.prekeyNumber + 1,
    }));
    return saved.ok ? ok(true) : saved;
  }

  /**
   * Puts a new device key in the place of the present one, for good. Needed whenever the store may have forgotten
   * what the present key signed: it must never sign a second entry with a `seq` it has used.
   */
  async retireDevice(): Promise<Result<void, FaultCode>> {
    return this.#inOrder(async () => {
      const { signer, sealed } = await this.#ports.keys.generate();
      const device = readDeviceId(signer.publicKey)!;
      const nowMs = claimableMs(this.#ports.clock.wallMs());
      const old = this.#manifest;
      const others = old.devices.filter((row) => row.device !== this.device);
      const devices = [{ device, label: lineOf(this.#manifest, this.device), fromMs: nowMs }, ...others];
      // The oldest are let go: a list that is too long is nobody's, and its own device could not open it again.
      const revoked = [{ device: this.device, revokedMs: nowMs }, ...old.revoked].slice(
        0,
        MAX_DEVICES - devices.length,
      );
      const manifest = { ...old, number: old.number + 1, devices, revoked };
      const saved = await this.#saveManifest(manifest, { device, deviceKey: sealed });
      if (saved.ok) this.#device = signer;
      return saved;
    });
  }

  /** Takes in a manifest of our person that somebody else holds: see `recall`. */
  async recall(theirs: VerifiedManifest): Promise<Result<Recalled['kind'], FaultCode>> {
    return this.#inOrder(async () => {
      if (this.isOwnManifest(theirs) || theirs.person !== this.person || this.endedBy) return ok('known');
      const nowMs = claimableMs(this.#ports.clock.wallMs());
      const recalled = recall(theirs, this.#manifest, this.device, nowMs);
      let saved: Result<void, FaultCode> = ok(undefined);
      if (recalled.kind === 'ended') saved = await this.#save({ ...this.#record, endedBy: theirs.bytes });
      if (recalled.kind === 'recalled') saved = await this.#saveManifest(recalled.manifest);
      return saved.ok ? ok(recalled.kind) : saved;
    });
  }

  /**
   * Ends the devices that have ended this one, by the words of its person (`seed`, 32 bytes, wiped by this): here goes on what was
   * here, under a new device key. To be loaded anew afterwards.
   */
  async reclaim(seed: Uint8Array): Promise<Result<void, FaultCode>> {
    return this.#inOrder(async () => {
      const { keys, clock } = this.#ports;
      const [person, { signer, sealed }] = [await keys.generate(seed), await keys.generate()];
      seed.fill(0);
      if (readPersonId(person.signer.publicKey) !== this.person) return fail('words-not-ours');
      const [device, fromMs] = [readDeviceId(signer.publicKey)!, claimableMs(clock.wallMs())];
      const before = [this.#manifest, ...(this.endedBy ? [this.endedBy] : [])];
      const manifest = manifestAfter(before, { device, label: aLine(this.#ports), fromMs });
      const words = { kind: 'used', atMs: fromMs } as const;
      return this.#saveManifest(manifest, { device, deviceKey: sealed, words, endedBy: null });
    });
  }

  /** The manifest of our person, made elsewhere, that has ended this device; null while it is in use. */
  get endedBy(): Manifest | null {
    return this.#record.endedBy && trustedManifest(this.#record.endedBy);
  }

  /** The seed of our person key, 32 bytes, for its words; to be wiped by whoever asked. @throws Fault 'vault-damaged' */
  revealSeed(): Promise<Uint8Array> {
    return this.#ports.keys.reveal(this.#record.personKey);
  }

  /** Keeps what became of the words. That this device was made from them stays so, whatever is said of them later. */
  setWords(words: WordsRecord): Promise<Result<void, FaultCode>> {
    return this.#change((now) => (now.words.kind === 'used' ? now : { ...now, words }));
  }

  /** Whoever knew us before this device was made from our words may come back to us, though we know nobody. */
  get looksForPeople(): boolean {
    const { words } = this.#record;
    if (words.kind !== 'used') return false;
    return Math.abs(this.#ports.clock.wallMs() - words.atMs) < COMING_BACK_MS;
  }

  /** Whether a manifest is the one that we hold. */
  isOwnManifest({ bytes }: VerifiedManifest): boolean {
    return sameBytes(bytes, this.#manifest.bytes);
  }

  /** Signs a manifest and keeps it, in one write with what goes with it; then it is ours. */
  async #saveManifest(
    manifest: Manifest,
    beside: Partial<SelfRecord> = {},
  ): Promise<Result<void, FaultCode>> {
    const sealed = await sealManifest(manifest, (bytes) => this.#person.sign(bytes));
    const saved = await this.#save({ ...this.#record, ...beside, manifest: sealed.bytes });
    if (saved.ok) this.#manifest = sealed;
    return saved;
  }

  #card(intro: Uint8Array | null): Promise<VerifiedCard> {
    const { person, device, rendezvous, name } = this.#record;
    return sealCard({ person, device, rendezvous, name, intro, hints: [] }, this.sign);
  }

  #change(next: (now: SelfRecord) => SelfRecord): Promise<Result<void, FaultCode>> {
    return this.#inOrder(() => this.#save(next(this.#record)));
  }

  /** Disk, then memory. */
  async #save(record: SelfRecord): Promise<Result<void, FaultCode>> {
    return orFault(async () => {
      await this.#ports.repo.commit({ self: record });
      this.#record = record;
      this.#credential = null;
      return ok(undefined);
    });
  }
}

function newPrekey(ports: Ports, createdMs: number): PrekeyRecord {
  return { kid: ports.random.bytes(8), seed: ports.random.bytes(PREKEY_SEED_BYTES), createdMs };
}

/** Tells the devices of one place from those of another. */
const aLine = (ports: Ports): string =>
  [...ports.random.bytes(6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A name as it may be shown of a person or group; why not, if it may not. */
export function checkName(text: string): Result<string, FaultCode> {
  const name = cleanName(text);
  if (name === '') return fail('name-empty');
  return utf8Bytes(name).byteLength <= MAX_NAME_BYTES ? ok(name) : fail('name-too-long');
}
