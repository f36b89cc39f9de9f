import type { FaultCode } from '../domain/fault.js';
import { claimableMs } from '../domain/order.js';
import { readCarriedText, carriedText, type CarriedTextError } from '../protocol/carried-text.js';
import { badgesOf, heldBadgesOf, type IssuedBadge } from '../domain/badges.js';
import { sameBytes } from '../protocol/codec.js';
import {
  badgeFileName,
  openReply,
  readRequestLink,
  requestLink,
  sealRequest,
  type BadgeReply,
  type BadgeRequest,
  type VerifiedBadgeRequest,
} from '../protocol/enrolment.js';
import { trustedBadge } from '../protocol/badge.js';
import type { IssuerId } from '../protocol/ids.js';
import { MAX_BADGES, MAX_ENROLMENT_BYTES } from '../protocol/limits.js';
import { openPass } from '../protocol/pass.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Identity } from './identity.js';
import { badgeViews } from './identity-view.js';
import type {
  AuthorityView,
  BadgeView,
  EnrolmentVerbs,
  OpenedRequest,
  OwnBadgeView,
  ReplyPreview,
  RequestView,
} from './official-views.js';
import { ownBadgeNote } from './own-badge-note.js';
import type { Ports } from './ports.js';
import type { Registry } from './registry.js';
import { createSerial } from './serial.js';
import { Store } from './store.js';
import { isTurnedAway, WaitingBadge, type Door } from './waiting-badge.js';

/** How often to look whether a badge lies ready: of somebody who has asked for one, or stands before a closed introducer. */
const LOOK_EVERY_MS = 5 * 60_000;
/** How long somebody who has asked for a badge waits for it, in ms. After that it is looked for when they open its page. */
const LOOK_FOR_MS = 30 * 24 * 60 * 60_000;
/** And of somebody whose own ends soon, or is over. */
const LOOK_FOR_NEXT_EVERY_MS = 60 * 60_000;

export interface EnrolmentDeps {
  readonly ports: Pick<Ports, 'clock' | 'registryFiles' | 'origin'>;
  readonly identity: Identity;
  readonly registry: Registry;
  readonly door: Door;
  /** Our badges have changed, and with them perhaps whom we trust. */
  readonly onBadges: () => void;
}

const FAULTS: Readonly<Record<CarriedTextError, FaultCode>> = {
  'hand-not-beep': 'badge-not-beep',
  'hand-damaged': 'badge-damaged',
  'hand-version': 'badge-version',
};

/** How our person comes by a badge, and which they have. */
export class Enrolment implements EnrolmentVerbs {
  readonly view: Store<OwnBadgeView>;
  readonly #deps: EnrolmentDeps;
  readonly #inOrder = createSerial();
  readonly #waiting: WaitingBadge;

  constructor(deps: EnrolmentDeps) {
    this.#deps = deps;
    const { clock } = deps.ports;
    const { door } = deps;
    const [everyMs, read] = [() => this.#lookEveryMs(), () => this.#readWaiting()];
    this.#waiting = new WaitingBadge({ clock, door, everyMs, read });
    this.view = new Store<OwnBadgeView>(this.#viewNow());
    for (const store of [deps.registry.changes, this.#waiting.found]) store.subscribe(() => this.#show());
    door.state.subscribe(() => this.#onDoor());
  }

  async request(
    wish: Pick<BadgeRequest, 'title' | 'department' | 'invitation'>,
  ): Promise<Result<RequestView, FaultCode>> {
    const { ports, identity } = this.#deps;
    const kept = await identity.keepAsked();
    if (!kept.ok) return kept;
    const { manifest, card } = await identity.introduction();
    const { bytes } = await sealRequest(
      { manifest, card, ...wish, madeMs: claimableMs(ports.clock.wallMs()) },
      identity.sign,
    );
    this.#waiting.review();
    this.#show();
    return ok(requestView(ports.origin, { manifest, bytes }));
  }

  readRequest(link: string): Result<OpenedRequest, FaultCode> {
    const { identity, ports } = this.#deps;
    const request = readRequestLink(link);
    if (!request) return fail('request-damaged');
    const { card, title, department, manifest } = request;
    const isOwn = manifest.person === identity.person;
    return ok({ ...requestView(ports.origin, request), name: card.name, title, department, isOwn });
  }

  readReply(carried: string | Uint8Array): Result<ReplyPreview, FaultCode> {
    const read = this.#read(carried);
    if (!read.ok) return read;
    const { reply, issued } = read.value;
    const { registry, door } = this.#deps;
    const { key } = reply.authority;
    if (issued.badge.untilS * 1000 <= registry.nowMs()) return fail('badge-expired');
    // Whom the introducer has let in may hold badges of other offices beside the one that it wants to see.
    if (isTurnedAway(door) && door.required?.includes(key) === false) return fail('badge-other-office');
    const authority: AuthorityView = viewOf(reply.authority);
    const [badge] = this.#views([issued], authority);
    return badge ? ok({ badge, authority, isTrusted: registry.authorities.has(key) }) : fail('badge-unfit');
  }

  takeReply(carried: string | Uint8Array): Promise<Result<BadgeView, FaultCode>> {
    return this.#inOrder(async () => {
      const preview = this.readReply(carried);
      const read = this.#read(carried);
      if (!preview.ok) return preview;
      if (!read.ok) return read;
      const taken = await this.#take(read.value.reply);
      if (!taken.ok) return taken;
      this.#waiting.forget();
      this.#show();
      this.#deps.onBadges();
      return ok(preview.value.badge);
    });
  }

  /** The badge before the trust: nobody is trusted here for a badge that is not there. */
  async #take(reply: BadgeReply): Promise<Result<void, FaultCode>> {
    const { registry, identity } = this.#deps;
    if (!registry.hasRoomFor(reply.authority)) return fail('authorities-too-many');
    const { badges, passes, askedMs } = identity.record;
    const kept = await identity.keepBadges({ ...this.#withReply(reply), askedMs: null });
    if (!kept.ok) return kept;
    const trusted = await registry.trustAuthority(reply.authority);
    // Should this fail as well, we hold a badge that is shown as not trusted here, until it is taken again.
    if (!trusted.ok) await identity.keepBadges({ badges, passes, askedMs });
    return trusted;
  }

  collect(): Promise<Uint8Array | null> {
    return this.#waiting.look();
  }

  putOff(): void {
    this.#waiting.putOff();
  }

  async stopTrusting(authority: IssuerId): Promise<Result<void, FaultCode>> {
    const stopped = await this.#inOrder(() => this.#deps.registry.distrustAuthority(authority));
    if (stopped.ok) this.#waiting.review();
    return stopped;
  }

  async #readWaiting(): Promise<Uint8Array | null> {
    const { ports, identity } = this.#deps;
    const path = `badges/${badgeFileName(identity.person)}`;
    const bytes = await ports.registryFiles.read(path, MAX_ENROLMENT_BYTES, null);
    if (!bytes) return null;
    const [read, preview] = [this.#read(bytes), this.readReply(bytes)];
    if (!read.ok || !preview.ok || preview.value.badge.standing.kind === 'revoked') return null;
    const { bytes: badge } = read.value.issued.badge;
    const isHeld = identity.record.badges.some((held) => sameBytes(held, badge));
    // One whose authority was trusted once, and is no more, may be taken again.
    return isHeld && preview.value.isTrusted ? null : bytes;
  }

  #lookEveryMs(): number | null {
    if (this.#awaitsOne || isTurnedAway(this.#deps.door)) return LOOK_EVERY_MS;
    return this.#note(this.#trusted()) ? LOOK_FOR_NEXT_EVERY_MS : null;
  }

  /**
   * Our person has asked for a badge in the last weeks, and none has come since; or they were made anew from their words: the badge
   * that they had is of the same key. It is nobody's business who else has none.
   */
  get #awaitsOne(): boolean {
    const { record, looksForPeople } = this.#deps.identity;
    return this.#askedMs !== null || (looksForPeople && record.badges.length === 0);
  }

  get #askedMs(): number | null {
    const { ports, identity } = this.#deps;
    const { askedMs } = identity.record;
    return askedMs !== null && Math.abs(ports.clock.wallMs() - askedMs) < LOOK_FOR_MS ? askedMs : null;
  }

  #read(carried: string | Uint8Array): Result<{ reply: BadgeReply; issued: IssuedBadge }, FaultCode> {
    let bytes: Uint8Array;
    if (typeof carried === 'string') {
      const text = readCarriedText(carried, ['badge'], MAX_ENROLMENT_BYTES);
      if (!text.ok) return fail(FAULTS[text.error]);
      ({ bytes } = text.value);
    } else {
      bytes = carried;
    }
    const reply = openReply(bytes);
    if (!reply) return fail(typeof carried === 'string' ? 'badge-damaged' : 'badge-not-beep');
    const { person } = this.#deps.identity;
    if (reply.badges[0]?.holder !== person) return fail('badge-not-ours');
    const [issued] = badgesOf(person, reply.badges, new Set([reply.authority.key]));
    return issued ? ok({ reply, issued }) : fail('badge-unfit');
  }

  /** The new badge before those of other authorities. Of one authority the newest is enough. */
  #withReply({ authority, badges, passes }: BadgeReply) {
    const heldPasses = this.#deps.identity.record.passes;
    const kept = badges.map(({ bytes }) => bytes);
    for (const one of this.#held) {
      if (one.authority === authority.key) continue;
      const needed = [one.badge, ...(one.registrar ? [one.registrar] : [])].map(({ bytes }) => bytes);
      const missing = needed.filter((bytes) => !kept.some((other) => sameBytes(other, bytes)));
      // None without whoever issued it.
      if (kept.length + missing.length <= MAX_BADGES) kept.push(...missing);
    }
    const ids = new Set(kept.map((bytes) => trustedBadge(bytes)?.id.join()));
    const otherPasses = heldPasses.filter((bytes) => ids.has(openPass(bytes)?.id.join()));
    const own = passes.map(({ bytes }) => bytes);
    return {
      badges: kept,
      passes: [...own, ...otherPasses.filter((bytes) => !own.some((one) => sameBytes(one, bytes)))],
    };
  }

  #views(issued: readonly IssuedBadge[], known?: AuthorityView): readonly BadgeView[] {
    const { registry } = this.#deps;
    return badgeViews(issued, {
      trust: registry.trust,
      nowMs: registry.nowMs(),
      authorityOf: (key) => (known?.key === key ? known : this.#authorityOf(key)),
    });
  }

  /** Every badge of ours, whoever is trusted here. */
  get #held(): readonly IssuedBadge[] {
    const { person, record } = this.#deps.identity;
    return heldBadgesOf(
      person,
      record.badges.flatMap((bytes) => trustedBadge(bytes) ?? []),
    );
  }

  #trusted(): readonly BadgeView[] {
    const { identity, registry } = this.#deps;
    return this.#views(registry.badgesOf(identity.person, identity.record.badges));
  }

  #note(trusted: readonly BadgeView[]): OwnBadgeView['note'] {
    return ownBadgeNote(trusted, this.#deps.registry.nowMs());
  }

  #viewNow(): OwnBadgeView {
    const { registry, door } = this.#deps;
    const badges = this.#trusted();
    const required = door.required?.map((key) => this.#authorityOf(key)) ?? null;
    return {
      badges,
      untrusted: this.#views(this.#held.filter(({ authority }) => !registry.authorities.has(authority))),
      note: this.#note(badges),
      authorities: [...registry.authorities.values()].map(viewOf),
      required,
      isTurnedAway: isTurnedAway(door),
      waiting: this.#waiting.found.value,
      askedMs: this.#askedMs,
    };
  }

  #authorityOf(key: IssuerId): AuthorityView {
    const authority = this.#deps.registry.authorities.get(key);
    return authority ? viewOf(authority) : { key, name: '', urduName: null };
  }

  /** It tries to connect again and again, and most of that changes nothing here. */
  #onDoor(): void {
    const { door } = this.#deps;
    const shown = this.view.value;
    const isSame =
      shown.isTurnedAway === isTurnedAway(door) &&
      shown.required?.map(({ key }) => key).join() === door.required?.join() &&
      shown.note?.kind === this.#note(this.#trusted())?.kind;
    if (!isSame) this.#show();
  }

  #show(): void {
    this.view.update(() => this.#viewNow());
  }
}

const requestView = (
  origin: string,
  { manifest, bytes }: Pick<VerifiedBadgeRequest, 'manifest' | 'bytes'>,
): RequestView => ({
  person: manifest.person,
  text: carriedText({ kind: 'request', bytes }),
  link: requestLink(origin, { bytes }),
  bytes,
});

const viewOf = ({ key, name, urduName }: AuthorityView): AuthorityView => ({ key, name, urduName });
