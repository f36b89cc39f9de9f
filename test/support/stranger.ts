import type { IntroducerConnection, Peer } from '../../src/app/ports.js';
import { blobFromText, blobToText } from '../../src/protocol/blob-text.js';
import { openCard, sealCard, type VerifiedCard } from '../../src/protocol/card.js';
import { parseContactLink } from '../../src/protocol/contact-link.js';
import type { Credential } from '../../src/protocol/credential.js';
import { ed25519PublicKey, ed25519Sign } from '../../src/protocol/ed25519.js';
import { readDeviceId, readPersonId, type DeviceId } from '../../src/protocol/ids.js';
import { NO_ICE_SERVERS } from '../../src/protocol/ice-servers.js';
import { encodeFrame, parseServerFrame } from '../../src/protocol/introducer-frames.js';
import { Opener, Sealer } from '../../src/protocol/link/ciphers.js';
import { initiate, type Established } from '../../src/protocol/link/handshake.js';
import { sealManifest } from '../../src/protocol/manifest.js';
import { encodeRecord, parseRecord, type LinkRecord } from '../../src/protocol/record.js';
import { rendezvousTopic } from '../../src/protocol/rendezvous.js';
import {
  openAnswer,
  openBlob,
  sealAnswer,
  sealOffer,
  type OfferKey,
} from '../../src/protocol/sealed-signal.js';
import { openSignal, sealSignal, type Signal } from '../../src/protocol/signal.js';
import { AppProcess, MachineState } from '../sim/machine-state.js';
import { DAY } from '../sim/sim-introducer.js';
import type { Town } from './town.js';

/** One end of a link that says whatever a test wants. */
export interface RawLink {
  readonly established: Established;
  /** What came, in order. */
  readonly received: readonly LinkRecord[];
  isOver: boolean;
  /** Sends one well-sealed record with any bytes in it. */
  sendBytes(record: Uint8Array): void;
  send(record: LinkRecord): void;
  /** Sends one frame as it is. */
  sendFrame(frame: Uint8Array): void;
}

/** Somebody with keys, an introducer and a peer connection, and none of our manners. */
export class Stranger {
  readonly town: Town;
  readonly process: AppProcess;
  readonly personSeed: Uint8Array;
  readonly deviceSeed: Uint8Array;
  readonly rendezvous: Uint8Array;
  readonly device;
  readonly person;
  /** What came to our own address, opened as far as anybody can. */
  readonly #blobs: ((blob: Uint8Array) => void)[] = [];
  #connection: IntroducerConnection | null = null;

  constructor(town: Town, name: string) {
    const { dice } = town.world;
    this.town = town;
    this.process = new AppProcess(town.world, new MachineState(town.world, name, 0));
    this.personSeed = dice.bytes(32);
    this.deviceSeed = dice.bytes(32);
    this.rendezvous = dice.bytes(16);
    this.device = readDeviceId(ed25519PublicKey(this.deviceSeed))!;
    this.person = readPersonId(ed25519PublicKey(this.personSeed))!;
  }

  readonly sign = (bytes: Uint8Array): Promise<Uint8Array> =>
    Promise.resolve(ed25519Sign(this.deviceSeed, bytes));

  card(intro: Uint8Array | null = null): Promise<VerifiedCard> {
    const { person, device, rendezvous } = this;
    const name = this.process.name;
    return sealCard({ person, device, rendezvous, name, intro, hints: [] }, this.sign);
  }

  async credential(): Promise<Credential> {
    const manifest = await sealManifest(
      {
        person: this.person,
        number: 1,
        devices: [{ device: this.device, label: '', fromMs: 0 }],
        revoked: [],
      },
      (bytes) => Promise.resolve(ed25519Sign(this.personSeed, bytes)),
    );
    return { device: this.device, manifest, card: await this.card(), build: 'raw', badges: [], features: [] };
  }

  /** How many refusals `refuseFor` has forged. */
  forged = 0;

  /** From now on turns down, in the place of `victim` and with a key of our own, whoever comes with their link. */
  refuseFor(
    victim: { readonly device: DeviceId; readonly rendezvous: Uint8Array; readonly intro: Uint8Array },
    reason: string,
  ): void {
    const { town } = this;
    const topics = [rendezvousTopic(victim.rendezvous, DAY)];
    this.#connection!.send(encodeFrame({ type: 'subscribe', topics }));
    this.#blobs.push((blob) => {
      void openBlob(blob, { devices: [], prekeys: [], intros: [victim.intro], reunions: [] }).then(
        async (opened) => {
          const offer = opened?.type === 'offer' ? openSignal(opened.signal) : null;
          if (opened?.type !== 'offer' || !offer) return;
          const { sid, from, fromRendezvous } = offer;
          const refusal = await sealSignal(
            {
              to: from,
              from: this.device,
              sid,
              sentAtMs: 0,
              kind: 'refusal',
              fromRendezvous: this.rendezvous,
              detail: reason,
            },
            this.sign,
          );
          const random = (length: number) => town.world.dice.bytes(length);
          this.publish(fromRendezvous, sealAnswer(refusal, sid, opened.replyKey, random));
          this.forged++;
        },
      );
    });
  }

  /** Connects to the introducer and listens. */
  async listen(): Promise<void> {
    let isUp = false;
    this.#connection = this.town.introducer.for(this.process).connect({
      onOpen: () => {},
      onClose: () => {},
      onFrame: (text) => {
        const frame = parseServerFrame(text);
        if (!frame.ok) return;
        if (frame.value.type === 'welcome') {
          this.#connection!.send(
            encodeFrame({ type: 'subscribe', topics: [rendezvousTopic(this.rendezvous, DAY)] }),
          );
          isUp = true;
        }
        const blob = frame.value.type === 'publish' && blobFromText(frame.value.data);
        if (blob) for (const take of this.#blobs) take(blob);
      },
    });
    await this.town.until('the introducer', () => isUp);
  }

  publish(rendezvous: Uint8Array, blob: Uint8Array): void {
    this.#connection!.send(
      encodeFrame({ type: 'publish', topic: rendezvousTopic(rendezvous, DAY), data: blobToText(blob) }),
    );
  }

  /** Offers a link to the one whose card this is and resolves with the signed answer, or null if none comes. */
  async offer(
    card: Pick<VerifiedCard, 'device' | 'rendezvous'>,
    key: OfferKey,
    sdp: string,
    changes: Partial<Signal> = {},
    withinMs = 5_000,
  ): Promise<Signal | null> {
    const { town } = this;
    const sid = changes.sid ?? town.world.dice.bytes(16);
    const signal = await sealSignal(
      {
        to: card.device,
        from: this.device,
        sid,
        sentAtMs: 0,
        kind: 'offer',
        fromRendezvous: this.rendezvous,
        detail: sdp,
        ...changes,
      },
      this.sign,
    );
    const sealed = (await sealOffer(signal, key, (length) => town.world.dice.bytes(length)))!;
    let answer: Signal | null = null;
    this.#blobs.push((blob) => {
      void openBlob(blob, { devices: [], prekeys: [], intros: [], reunions: [] }).then((opened) => {
        if (opened?.type !== 'answer') return;
        answer ??= openSignal(openAnswer(opened, sealed.replyKey));
      });
    });
    this.publish(card.rendezvous, sealed.blob);
    await town.world.run(town.world.nowMs + withinMs, () => answer !== null);
    return answer;
  }

  /** Uses a contact link and shakes hands; the one who made it knows us from then on. */
  async link(url: string): Promise<RawLink> {
    const parsed = parseContactLink(url);
    const card = parsed.ok ? openCard(parsed.value.card.bytes) : null;
    if (!card?.intro) throw new Error('not a link with an intro');
    return this.linkBy(card, { mode: 'intro', secret: card.intro });
  }

  async linkBy(card: Pick<VerifiedCard, 'device' | 'rendezvous'>, key: OfferKey): Promise<RawLink> {
    const { town } = this;
    let offer: string | null = null;
    let link: RawLink | null = null;
    let take: (frame: Uint8Array) => void = () => {};
    const config = {
      credential: await this.credential(),
      sign: this.sign,
      randomBytes: (length: number) => town.world.dice.bytes(length),
      isWelcome: () => true,
    };
    const peer: Peer = town.network.for(this.process).open(
      { initiator: true, ice: NO_ICE_SERVERS },
      {
        onSignal: (sdp) => (offer = sdp),
        onFrame: (frame) => take(frame),
        onClose: () => link && (link.isOver = true),
        onOpen: ({ local, remote }) => {
          const handshake = initiate({ ...config, localBinding: local, remoteBinding: remote });
          take = (m2) => {
            void handshake.finish(m2).then((finished) => {
              if (!finished.ok) throw new Error(finished.error);
              void peer.send(finished.value.m3);
              link = rawLink(finished.value, peer, (next) => (take = next));
            });
          };
          void peer.send(handshake.m1);
        },
      },
    );
    await town.until('our own offer', () => offer !== null);
    const answer = await this.offer(card, key, offer!);
    if (answer?.kind !== 'answer') throw new Error(`no answer, but ${answer?.detail ?? 'silence'}`);
    peer.signal(answer.detail);
    await town.until('the link', () => link !== null);
    await town.until('the first record', () => link!.received.length > 0);
    return link!;
  }
}

function rawLink(
  established: Established,
  peer: Peer,
  listen: (take: (frame: Uint8Array) => void) => void,
): RawLink {
  const sealer = new Sealer(established.keys.toResponder);
  const opener = new Opener(established.keys.toInitiator);
  const received: LinkRecord[] = [];
  listen((frame) => {
    const record = opener.open(frame);
    const parsed = record && parseRecord(record);
    if (!parsed?.ok) throw new Error('a record that does not open');
    received.push(parsed.value);
  });
  return {
    established,
    received,
    isOver: false,
    sendBytes: (record) => void peer.send(sealer.seal(record)),
    send: (record) => void peer.send(sealer.seal(encodeRecord(record))),
    sendFrame: (frame) => void peer.send(frame),
  };
}
