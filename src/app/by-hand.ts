import type { FaultCode } from '../domain/fault.js';
import { claimableMs } from '../domain/order.js';
import { compactDescription, sdpOf, type CompactDescription } from '../protocol/compact-description.js';
import { directConversationId } from '../protocol/conversation-id.js';
import { carriedText } from '../protocol/carried-text.js';
import {
  isAnswerTo,
  openHandAnswer,
  openHandOffer,
  readHandText,
  sealHandAnswer,
  sealHandOffer,
  type VerifiedHandOffer,
} from '../protocol/hand-signal.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Role } from '../protocol/link/proof.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Attempt } from './attempt.js';
import type { Contacts } from './contacts.js';
import type { Conversations } from './conversations.js';
import type { Identity } from './identity.js';
import type { LinkEnd } from './link-session.js';
import type { Links } from './links.js';
import type { Ports } from './ports.js';
import { Store } from './store.js';
import type { ByHandVerbs, ByHandView, OfferPreview } from './by-hand-views.js';

/** How long an offer may be answered, and an answer be taken. */
export const HAND_LIFE_MS = 10 * 60_000;
/** Two clocks may disagree by so much before an offer counts as old by the reader's: its maker knows for certain. */
const CLOCKS_DIFFER_MS = 24 * 60 * 60_000;
/** Offers of our own that are over, and of others that were answered: remembered to say why they do not work again. */
const MAX_REMEMBERED = 64;

/** Whom a handshake has to show. */
interface Peer {
  readonly person: PersonId;
  readonly device: DeviceId;
}

/** What is under way. Another one takes its place; what still comes of an old one is passed over. */
interface Session {
  readonly expected: PersonId | null;
  readonly attempt: Attempt;
  /** Ours, once it is signed. */
  offer: VerifiedHandOffer | null;
  /** Who is on the other side, once that is known. */
  peer: Peer | null;
}

/**
 * Links that come about with no introducer: one person shows an offer, the other shows an answer to it, as QR codes or
 * texts, and the rest is as in any other link. Offers live in memory, as long as the connection that they describe.
 */
export class ByHand implements ByHandVerbs {
  readonly view = new Store<ByHandView>({ kind: 'idle' });
  readonly #ports: Pick<Ports, 'clock' | 'random'>;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #conversations: Conversations;
  readonly #links: Links;
  #session: Session | null = null;
  /** With whom the last one came to nothing; they may still come by the introducer, which had been under way too. */
  #missed: PersonId | null = null;
  /** Offers of ours that are over, the newest first. */
  #spent: readonly { readonly offer: VerifiedHandOffer; readonly why: 'hand-used' | 'hand-expired' }[] = [];
  /** Ids of offers that we have answered, the newest first. */
  #answered: readonly string[] = [];

  constructor(
    ports: Pick<Ports, 'clock' | 'random'>,
    identity: Identity,
    contacts: Contacts,
    conversations: Conversations,
    links: Links,
  ) {
    this.#ports = ports;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#conversations = conversations;
    this.#links = links;
  }

  offer(expected: PersonId | null): void {
    if (expected !== null && this.#links.linked.has(expected)) return this.#arrive(expected);
    const session = this.#begin('initiator', HAND_LIFE_MS, expected, null, (description) =>
      this.#showOffer(session, description),
    );
  }

  readOffer(text: string, expected: PersonId | null): Result<OfferPreview, FaultCode> {
    const read = this.#readOffer(text, expected);
    return read.ok ? ok({ person: read.value.person, name: read.value.name }) : read;
  }

  answer(text: string, expected: PersonId | null): Result<void, FaultCode> {
    const read = this.#readOffer(text, expected);
    if (!read.ok) return read;
    const offer = read.value;
    if (this.#links.linked.has(offer.person)) {
      this.#arrive(offer.person);
      return ok(undefined);
    }
    const leftMs = offer.expiresMs - this.#ports.clock.wallMs();
    // What cannot be right comes of clocks that differ.
    const withinMs = leftMs > 0 && leftMs < HAND_LIFE_MS ? leftMs : HAND_LIFE_MS;
    const session = this.#begin('responder', withinMs, expected, offer, (description) =>
      this.#showAnswer(session, offer, description, withinMs),
    );
    session.attempt.signal(sdpOf(offer.description, 'offer'));
    return ok(undefined);
  }

  takeAnswer(text: string): Result<void, FaultCode> {
    const read = readHandText(text);
    if (!read.ok) return read;
    const { kind, bytes } = read.value;
    const session = this.#session;
    if (kind === 'offer') return fail(this.#isOwn(openHandOffer(bytes)) ? 'hand-own' : 'hand-wrong-step');
    if (!session?.offer || !isAnswerTo(bytes, session.offer)) return fail(this.#whyNotOurs(bytes));
    if (session.attempt.isSignalled) return fail('hand-used');
    const answer = openHandAnswer(bytes, session.offer);
    if (!answer) return fail('hand-damaged');
    const refused = this.#refuse(answer, session.expected);
    if (refused) return fail(refused);
    session.peer = answer;
    this.#spend(session.offer, 'hand-used');
    if (this.#links.linked.has(answer.person)) {
      this.#arrive(answer.person);
      return ok(undefined);
    }
    this.#links.prefer(session.attempt, answer.person, answer.device);
    session.attempt.signal(sdpOf(answer.description, 'answer'));
    this.#show({ kind: 'linking' });
    return ok(undefined);
  }

  cancel(): void {
    this.#leave();
    this.#show({ kind: 'idle' });
  }

  /** Somebody is linked, by whatever way: what was meant for them has done its work. */
  onLinked(person: PersonId): void {
    const session = this.#session;
    const awaited = session ? (session.peer?.person ?? session.expected) : this.#missed;
    if (awaited === person) this.#arrive(person);
  }

  /** There is a link to them. Ours, if it is another one, is not needed any more. */
  #arrive(person: PersonId): void {
    const session = this.#session;
    this.#session = null;
    this.#missed = null;
    if (session?.offer) this.#spend(session.offer, 'hand-used');
    if (session && !session.attempt.isUp) session.attempt.drop();
    const direct = this.#conversations.directWith(person);
    if (direct?.view.value.isRequest) void direct.accept();
    const conversation = directConversationId(this.#identity.person, person);
    this.#show({ kind: 'linked', conversation, name: this.#contacts.get(person)?.name ?? '' });
  }

  #begin(
    role: Role,
    withinMs: number,
    expected: PersonId | null,
    peer: Peer | null,
    onDescription: (description: CompactDescription) => Promise<void>,
  ): Session {
    this.#leave();
    const attempt: Attempt = this.#links.openByHand(role, withinMs, {
      onSignal: (sdp) => {
        const description = compactDescription(sdp);
        if (!description) return this.#end(session, 'hand-failed');
        if (description.candidates.length === 0) return this.#end(session, 'hand-no-address');
        void onDescription(description);
      },
      isWelcome: ({ device, manifest: { person } }) =>
        session.peer?.person === person && session.peer.device === device,
      device: () => session.peer?.device ?? null,
      onDown: (why, up) => this.#end(session, up ? 'hand-failed' : whyDown(session, why)),
    });
    const session: Session = { expected, attempt, offer: null, peer };
    this.#session = session;
    this.#show({ kind: 'making' });
    return session;
  }

  async #showOffer(session: Session, description: CompactDescription): Promise<void> {
    const { person, device, name, sign } = this.#identity;
    const expiresMs = this.#ports.clock.wallMs() + HAND_LIFE_MS;
    const secret = this.#ports.random.bytes(16);
    const offer = await sealHandOffer(
      { person, device, name, secret, expiresMs: claimableMs(expiresMs), description },
      sign,
    );
    if (this.#session !== session) return;
    session.offer = offer;
    this.#show({ kind: 'offered', text: carriedText({ kind: 'offer', bytes: offer.bytes }), expiresMs });
  }

  async #showAnswer(
    session: Session,
    offer: VerifiedHandOffer,
    description: CompactDescription,
    withinMs: number,
  ): Promise<void> {
    const { person, device, sign } = this.#identity;
    const bytes = await sealHandAnswer({ person, device, description }, offer, sign, (length) =>
      this.#ports.random.bytes(length),
    );
    if (this.#session !== session) return;
    this.#answered = [idText(offer), ...this.#answered].slice(0, MAX_REMEMBERED);
    const expiresMs = this.#ports.clock.wallMs() + withinMs;
    this.#show({
      kind: 'answered',
      text: carriedText({ kind: 'answer', bytes }),
      expiresMs,
      name: offer.name,
    });
  }

  #readOffer(text: string, expected: PersonId | null): Result<VerifiedHandOffer, FaultCode> {
    const read = readHandText(text);
    if (!read.ok) return read;
    if (read.value.kind === 'answer') return fail('hand-wrong-step');
    const offer = openHandOffer(read.value.bytes);
    if (!offer) return fail('hand-damaged');
    const refused = this.#refuse(offer, expected);
    if (refused) return fail(refused);
    if (this.#answered.includes(idText(offer))) return fail('hand-used');
    const isOld = this.#ports.clock.wallMs() > offer.expiresMs + CLOCKS_DIFFER_MS;
    return isOld ? fail('hand-expired') : ok(offer);
  }

  /** Why nothing comes of an offer or answer of this person; null if something may. */
  #refuse(peer: Peer, expected: PersonId | null): FaultCode | null {
    if (this.#isOwn(peer)) return 'hand-own';
    if (expected !== null && peer.person !== expected) return 'hand-unexpected';
    return this.#contacts.isBlocked(peer.person) ? 'hand-blocked' : null;
  }

  #isOwn(peer: Peer | null): boolean {
    return (
      peer !== null && (peer.person === this.#identity.person || this.#identity.isOwnDevice(peer.device))
    );
  }

  /** Why an answer is not to the offer that is shown, if there is one. */
  #whyNotOurs(bytes: Uint8Array): FaultCode {
    return this.#spent.find(({ offer }) => isAnswerTo(bytes, offer))?.why ?? 'hand-not-ours';
  }

  #end(session: Session, fault: FaultCode): void {
    if (this.#session !== session) return;
    this.#leave();
    this.#missed = session.peer?.person ?? session.expected;
    this.#show({ kind: 'over', fault });
  }

  /** Gives up what is under way. A link that it has become stays. */
  #leave(): void {
    const session = this.#session;
    this.#session = null;
    this.#missed = null;
    if (!session) return;
    if (session.offer) this.#spend(session.offer, 'hand-expired');
    session.attempt.drop();
  }

  #spend(offer: VerifiedHandOffer, why: 'hand-used' | 'hand-expired'): void {
    if (this.#spent.some((spent) => spent.offer === offer)) return;
    this.#spent = [{ offer, why }, ...this.#spent].slice(0, MAX_REMEMBERED);
  }

  #show(view: ByHandView): void {
    this.view.update(() => view);
  }
}

/** Why nothing came of an attempt: both had met and it was somebody else, nobody came in time, or there is no way. */
function whyDown({ attempt, offer, peer }: Session, why: LinkEnd): FaultCode {
  if (why === 'refused' || why === 'unwelcome') return 'peer-mismatch';
  const isWaiting = offer ? !attempt.isSignalled : peer !== null;
  return why === 'late' && isWaiting ? 'hand-expired' : 'hand-failed';
}

const idText = ({ id }: VerifiedHandOffer): string => String.fromCharCode(...id);
