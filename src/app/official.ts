import type { FaultCode } from '../domain/fault.js';
import type { IssuedBadge } from '../domain/badges.js';
import type { PostHistory } from '../domain/posts.js';
import type { IssuerId, PersonId } from '../protocol/ids.js';
import { openManifest } from '../protocol/manifest.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Contacts } from './contacts.js';
import type { Directory } from './directory.js';
import { Enrolment } from './enrolment.js';
import type { Identity } from './identity.js';
import {
  badgeViews,
  checkVerifyText,
  identityView,
  KnownNames,
  replacements,
  verifiedNow,
  type Judging,
} from './identity-view.js';
import type {
  AuthorityView,
  DirectoryVerbs,
  IdentityView,
  OfficialVerbs,
  PostVerbs,
  PostView,
} from './official-views.js';
import { orFault } from './or-fault.js';
import type { Ports } from './ports.js';
import type { ContactRecord } from './records.js';
import { postViewOf } from './post-talk.js';
import type { Registry } from './registry.js';
import type { createSerial } from './serial.js';
import { Store } from './store.js';
import type { PersonView } from './conversation-views.js';
import type { Door } from './waiting-badge.js';

export interface OfficialDeps {
  readonly ports: Pick<Ports, 'clock' | 'repo' | 'registryFiles' | 'origin'>;
  readonly identity: Identity;
  readonly contacts: Contacts;
  readonly registry: Registry;
  readonly door: Door;
  readonly writes: ReturnType<typeof createSerial>;
  readonly directory: Directory;
  /** Makes what works on posts, which asks back who people are. */
  readonly makePosts: (official: Official) => PostVerbs;
  /** These are stored now. */
  readonly onContacts: (contacts: readonly ContactRecord[]) => void;
  /** See `EnrolmentDeps.onBadges`. */
  readonly onBadges: () => void;
}

/** Who people are, as far as offices vouch for them or our person has made sure. */
export class Official implements OfficialVerbs {
  readonly changes = new Store(0);
  readonly directory: DirectoryVerbs;
  readonly enrolment: Enrolment;
  readonly posts: PostVerbs;
  readonly #deps: OfficialDeps;
  /** What takes all people to say; null until somebody asks. */
  #known: Known | null = null;
  readonly #identities = new Map<PersonId, IdentityView>();
  /** Null until somebody asks. */
  #allPosts: readonly PostView[] | null = null;

  constructor(deps: OfficialDeps) {
    this.#deps = deps;
    this.directory = deps.directory;
    this.enrolment = new Enrolment(deps);
    for (const store of [deps.registry.changes, deps.contacts.all]) store.subscribe(() => this.#onChange());
    this.enrolment.view.subscribe(() => this.#onChange());
    this.posts = deps.makePosts(this);
  }

  /** Asked for each name on the screen, whenever anything changes. */
  identityOf(person: PersonId): IdentityView {
    const known = this.#identities.get(person);
    if (known) return known;
    const identity = this.#identityOf(person);
    this.#identities.set(person, identity);
    return identity;
  }

  #identityOf(person: PersonId): IdentityView {
    const { identity, contacts } = this.#deps;
    const judging = this.#judging();
    const known = this.#all(judging);
    const contact = contacts.get(person);
    const own = person === identity.person;
    const former = known.former.get(person);
    const successor = known.successor.get(person);
    return identityView({
      ...judging,
      person: this.#personView(person),
      self: identity.person,
      issued: known.issued.get(person) ?? [],
      verified: own ? null : (contact?.verified ?? null),
      manifest: contact?.manifest ? openManifest(contact.manifest) : null,
      lookalikes: own
        ? []
        : known.names.lookalikesOf(person, (other) => other === former || other === successor),
      posts: this.#postsOf(person),
      former: former ? this.#personView(former) : null,
      successor: successor ? this.#personView(successor) : null,
    });
  }

  setVerified(person: PersonId, isVerified: boolean): Promise<Result<void, FaultCode>> {
    const { contacts, ports, writes, onContacts } = this.#deps;
    return orFault(() =>
      writes(async () => {
        const contact = contacts.get(person);
        if (!contact) return fail('member-unknown');
        const manifest = contact.manifest ? openManifest(contact.manifest) : null;
        const verified = isVerified ? verifiedNow(manifest, ports.clock.wallMs()) : null;
        const record = { ...contact, verified };
        await ports.repo.commit({ contacts: [record] });
        onContacts([record]);
        return ok(undefined);
      }),
    );
  }

  checkVerifyText(person: PersonId, text: string): Result<boolean, FaultCode> {
    return checkVerifyText(this.#deps.identity.person, person, text);
  }

  #judging(): Judging {
    const { registry } = this.#deps;
    return { trust: registry.trust, nowMs: registry.nowMs(), authorityOf: this.authorityOf };
  }

  readonly authorityOf = (key: IssuerId): AuthorityView => {
    const authority = this.#deps.registry.authorities.get(key);
    return { key, name: authority?.name ?? '', urduName: authority?.urduName ?? null };
  };

  /** Of all people at once: whose names look alike, and who has taken whose place. */
  #all(judging: Judging): Known {
    if (this.#known) return this.#known;
    const { identity, contacts, registry } = this.#deps;
    const shown = [...contacts.all.value.values()].map(({ person, badges }) => [person, badges] as const);
    const issued = new Map<PersonId, readonly IssuedBadge[]>(
      [...shown, [identity.person, identity.record.badges] as const].map(([person, badges]) => [
        person,
        registry.badgesOf(person, badges),
      ]),
    );
    const names = new KnownNames(
      [...issued].map(([person, badges]) => ({
        person: this.#personView(person),
        badges: badgeViews(badges, judging),
      })),
    );
    this.#known = { issued, names, ...replacements(issued, judging) };
    return this.#known;
  }

  #personView(person: PersonId): PersonView {
    const { identity, contacts } = this.#deps;
    const own = person === identity.person;
    return {
      person,
      name: own ? identity.name : (contacts.get(person)?.name ?? this.#deps.directory.nameOf(person)),
      own,
    };
  }

  /** Every post that is known here. */
  get allPosts(): readonly PostView[] {
    return (this.#allPosts ??= this.#postsWhere(() => true));
  }

  #postsOf(person: PersonId): readonly PostView[] {
    return this.#postsWhere(({ holder }) => holder === person);
  }

  #postsWhere(isWanted: (history: PostHistory) => boolean): readonly PostView[] {
    const naming = (person: PersonId): PersonView => this.#personView(person);
    return [...this.#deps.registry.histories.values()].flatMap((history) =>
      isWanted(history) ? (postViewOf(history, this.authorityOf, naming) ?? []) : [],
    );
  }

  #onChange(): void {
    this.#known = null;
    this.#allPosts = null;
    this.#identities.clear();
    this.changes.update((count) => count + 1);
  }
}

interface Known {
  readonly issued: ReadonlyMap<PersonId, readonly IssuedBadge[]>;
  readonly names: KnownNames;
  readonly former: ReadonlyMap<PersonId, PersonId>;
  readonly successor: ReadonlyMap<PersonId, PersonId>;
}
