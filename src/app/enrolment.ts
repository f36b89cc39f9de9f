import type { FaultCode } from '../domain/fault.js';
import { claimableMs } from '../domain/order.js';
import { readCarriedText, carriedText, type CarriedTextError } from '../protocol/carried-text.js';
import { badgesOf, type IssuedBadge } from '../domain/badges.js';
import { sameBytes } from '../protocol/codec.js';
import {
  badgeFileName,
  openReply,
  requestLink,
  sealRequest,
  type BadgeReply,
  type BadgeRequest,
} from '../protocol/enrolment.js';
import { trustedBadge } from '../protocol/badge.js';
import { MAX_BADGES, MAX_ENROLMENT_BYTES } from '../protocol/limits.js';
import { openPass } from '../protocol/pass.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Identity } from './identity.js';
import { badgeViews } from './identity-view.js';
import type {
  AuthorityView,
  BadgeView,
  EnrolmentVerbs,
  OwnBadgeView,
  ReplyPreview,
  RequestView,
} from './official-views.js';
import type { Ports } from './ports.js';
import type { Registry } from './registry.js';
import { Store } from './store.js';

export interface EnrolmentDeps {
  readonly ports: Pick<Ports, 'clock' | 'registryFiles' | 'origin'>;
  readonly identity: Identity;
  readonly registry: Registry;
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

  constructor(deps: EnrolmentDeps) {
    this.#deps = deps;
    this.view = new Store<OwnBadgeView>(this.#viewNow());
    deps.registry.changes.subscribe(() => this.#show());
  }

  async request(
    wish: Pick<BadgeRequest, 'title' | 'department' | 'invitation'>,
  ): Promise<Result<RequestView, FaultCode>> {
    const { ports, identity } = this.#deps;
    const { manifest, card } = await identity.introduction();
    const { bytes } = await sealRequest(
      { manifest, card, ...wish, madeMs: claimableMs(ports.clock.wallMs()) },
      identity.sign,
    );
    return ok({
      text: carriedText({ kind: 'request', bytes }),
      link: requestLink(ports.origin, { bytes }),
      bytes,
    });
  }

  readReply(carried: string | Uint8Array): Result<ReplyPreview, FaultCode> {
    const read = this.#read(carried);
    if (!read.ok) return read;
    const { reply, issued } = read.value;
    const authority: AuthorityView = viewOf(reply.authority);
    const [badge] = this.#views([issued], authority);
    const isTrusted = this.#deps.registry.authorities.has(reply.authority.key);
    return badge ? ok({ badge, authority, isTrusted }) : fail('badge-unfit');
  }

  async takeReply(carried: string | Uint8Array): Promise<Result<BadgeView, FaultCode>> {
    const preview = this.readReply(carried);
    const read = this.#read(carried);
    if (!preview.ok) return preview;
    if (!read.ok) return read;
    const { reply } = read.value;
    const { registry, identity, onBadges } = this.#deps;
    const trusted = await registry.trustAuthority(reply.authority);
    if (!trusted.ok) return trusted;
    const { badges, passes } = this.#withReply(reply);
    const kept = await identity.keepBadges(badges, passes);
    if (!kept.ok) return kept;
    this.#show();
    onBadges();
    return ok(preview.value.badge);
  }

  async collect(): Promise<Uint8Array | null> {
    const { ports, identity } = this.#deps;
    const path = `badges/${badgeFileName(identity.person)}`;
    const bytes = await ports.registryFiles.read(path, MAX_ENROLMENT_BYTES, null);
    const read = bytes && this.#read(bytes);
    if (!bytes || !read?.ok) return null;
    const isHeld = identity.record.badges.some((badge) => sameBytes(badge, read.value.issued.badge.bytes));
    return isHeld ? null : bytes;
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
    const { badges: held, passes: heldPasses } = this.#deps.identity.record;
    const others = held.filter((bytes) => {
      const badge = trustedBadge(bytes);
      const issued = badge && this.#deps.registry.badgesOf(this.#deps.identity.person, held);
      const chain = issued?.find((one) => one.badge.bytes === bytes || sameBytes(one.badge.bytes, bytes));
      const ofRegistrar = issued?.find((one) => one.registrar && sameBytes(one.registrar.bytes, bytes));
      const of = chain ?? ofRegistrar;
      return of !== undefined && of.authority !== authority.key;
    });
    const kept = [...badges.map(({ bytes }) => bytes), ...others].slice(0, MAX_BADGES);
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
      authorityOf: (key) => {
        const authority = registry.authorities.get(key);
        return authority ? viewOf(authority) : (known ?? { key, name: '', urduName: null });
      },
    });
  }

  #viewNow(): OwnBadgeView {
    const { identity, registry } = this.#deps;
    return {
      badges: this.#views(registry.badgesOf(identity.person, identity.record.badges)),
      authorities: [...registry.authorities.values()].map(viewOf),
      required: null,
      isTurnedAway: false,
    };
  }

  #show(): void {
    this.view.update(() => this.#viewNow());
  }
}

const viewOf = ({ key, name, urduName }: AuthorityView): AuthorityView => ({ key, name, urduName });
