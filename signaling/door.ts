import { createHmac, randomBytes } from 'node:crypto';
import { openDoorProof, NONCE_BYTES, type DoorClaim } from '../src/protocol/door.js';
import { idBytes, type IssuerId, type PersonId } from '../src/protocol/ids.js';
import {
  CLOSE_CODES,
  encodeFrame,
  MAX_PROOF_CHARS,
  parseClientFrame,
} from '../src/protocol/introducer-frames.js';
import { issuerOf } from '../src/protocol/issuer.js';
import type { LogEvent } from './log.js';
import { isSignedNatively } from './native-ed25519.js';
import type { Claim, Revoked } from './revoked.js';
import { textFrame } from './text-frame.js';

/** A connection, as little of it as the door needs. */
export interface Caller {
  deliver(frame: Buffer): boolean;
  close(code: number): void;
  /** Ends it without a word. */
  terminate(): void;
}

export interface DoorDeps {
  /** Whose passes count, at most MAX_AUTHORITIES. */
  readonly authorities: ReadonlySet<IssuerId>;
  readonly revoked: Pick<Revoked, 'holds' | 'reload'>;
  /** The origins of this server: a proof for another is none. */
  origins(): readonly string[];
  count(event: LogEvent, code: number): void;
  /** Ms since the Unix epoch: passes begin and end by this clock. */
  nowMs(): number;
}

/** Time to answer the challenge, in ms. */
export const PROVE_WITHIN_MS = 5_000;
/**
 * Every refusal comes this long after what it answers, in ms, whatever was wrong: much longer than the checks take, so that
 * nothing can be told from when it comes.
 */
export const REFUSE_AFTER_MS = 100;
/** Connections that one person may have proved at once. */
export const CONNECTIONS_PER_HOLDER = 8;
/** Connections that may wait to be let in; of more, those that have waited longest in silence go. */
export const MAX_WAITING = 2_048;
/** How often the lists are looked at, in ms. */
export const RELOAD_MS = 1_000;

/** A connection that has not proved anything yet. */
interface Waiting {
  readonly nonce: Uint8Array;
  timer: NodeJS.Timeout;
}

/** What is known of a connection that has proved its pass; forgotten with it. */
interface Admitted extends Claim {
  readonly ticket: string;
  readonly ticketKey: string;
}

/**
 * The door of a closed introducer: who comes in shows a pass, and proves that it is theirs. Everything it knows of somebody
 * lasts as long as their connection; nothing is logged but how many there were.
 */
export class Door {
  readonly #deps: DoorDeps;
  readonly #authorities: readonly string[];
  /** Those who have not answered yet, the longest waiting first, and those who have: one try is all there is. */
  readonly #waiting = new Map<Caller, Waiting>();
  readonly #answered = new Map<Caller, NodeJS.Timeout>();
  readonly #admitted = new Map<Caller, Admitted>();
  readonly #holders = new Map<PersonId, number>();
  /** By a keyed hash, so that how long a look-up takes says nothing of any ticket. */
  readonly #tickets = new Set<string>();
  readonly #ticketSecret = randomBytes(32);
  readonly #reloading: NodeJS.Timeout;
  #reviewing: Promise<void> | null = null;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
    this.#authorities = [...deps.authorities].map((key) => Buffer.from(idBytes(key)).toString('base64url'));
    this.#reloading = setInterval(() => void this.review(), RELOAD_MS);
    this.#reloading.unref();
  }

  /** Of this moment, for tests. */
  get figures() {
    const { size: waiting } = this.#waiting;
    return {
      waiting,
      answered: this.#answered.size,
      admitted: this.#admitted.size,
      holders: this.#holders.size,
      tickets: this.#tickets.size,
    };
  }

  /** Somebody is there: asks for their pass. */
  challenge(caller: Caller): void {
    if (this.#waiting.size >= MAX_WAITING) this.#cutLongestWaiting();
    const nonce = randomBytes(NONCE_BYTES);
    // Not at once: while we were busy with others the answer may have come, and is read before the next turn.
    const timer = setTimeout(() => setImmediate(() => this.#giveUp(caller)), PROVE_WITHIN_MS);
    this.#waiting.set(caller, { nonce, timer });
    const frame = { nonce: nonce.toString('base64url'), authorities: this.#authorities };
    caller.deliver(textFrame(encodeFrame({ type: 'challenge', ...frame })));
  }

  /** Takes what somebody answers. True: they may come in. Everything after a first answer is passed over. */
  answer(caller: Caller, data: Buffer, isBinary: boolean): boolean {
    const waiting = this.#waiting.get(caller);
    if (!waiting) return false;
    clearTimeout(waiting.timer);
    this.#waiting.delete(caller);
    // Set before the checks and not after: it counts from when the answer was read, however long they take.
    const timer = setTimeout(() => this.#refuse(caller), REFUSE_AFTER_MS);
    this.#answered.set(caller, timer);
    const proof = isBinary ? null : this.#open(data, waiting.nonce);
    if (!proof) return false;
    const { device, pass, registrar } = proof;
    clearTimeout(timer);
    this.#answered.delete(caller);
    const ticket = randomBytes(32).toString('base64url');
    const ticketKey = this.#ticketKey(ticket);
    this.#holders.set(pass.holder, this.#countOf(pass.holder) + 1);
    this.#tickets.add(ticketKey);
    this.#admitted.set(caller, { device, pass, registrar, ticket, ticketKey });
    this.#deps.count('proved', 0);
    return true;
  }

  /** The ticket of somebody who has come in; null for who has not. */
  ticketOf(caller: Caller): string | null {
    return this.#admitted.get(caller)?.ticket ?? null;
  }

  /** Whether a header of a request holds a ticket of somebody who is here. */
  admitsRequest(authorization: string | undefined): boolean {
    const ticket = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(authorization ?? '')?.[1];
    return ticket !== undefined && this.#tickets.has(this.#ticketKey(ticket));
  }

  /** Forgets a connection. */
  leave(caller: Caller): void {
    clearTimeout(this.#waiting.get(caller)?.timer);
    clearTimeout(this.#answered.get(caller));
    this.#waiting.delete(caller);
    this.#answered.delete(caller);
    const admitted = this.#admitted.get(caller);
    if (!admitted) return;
    this.#admitted.delete(caller);
    this.#tickets.delete(admitted.ticketKey);
    const count = this.#countOf(admitted.pass.holder);
    if (count > 1) this.#holders.set(admitted.pass.holder, count - 1);
    else this.#holders.delete(admitted.pass.holder);
  }

  /** Reads new lists, and closes the connections of those who may be here no more. */
  review(): Promise<void> {
    this.#reviewing ??= this.#review().finally(() => {
      this.#reviewing = null;
    });
    return this.#reviewing;
  }

  async #review(): Promise<void> {
    const isNewer = await this.#deps.revoked.reload();
    for (const [caller, claim] of this.#admitted) {
      // What the lists say of somebody is another only when they are: looked up for all each second, it would cost too much.
      if (this.#isInTime(claim) && !(isNewer && this.#deps.revoked.holds(claim))) continue;
      // The ticket ends at once, not when the other end has closed.
      this.leave(caller);
      this.#refuse(caller);
    }
  }

  /** Stops looking at the lists. */
  close(): void {
    clearInterval(this.#reloading);
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    for (const timer of this.#answered.values()) clearTimeout(timer);
  }

  #open(data: Buffer, nonce: Uint8Array): DoorClaim | null {
    if (data.byteLength > MAX_PROOF_CHARS + 64) return null;
    const parsed = parseClientFrame(data.toString('latin1'));
    if (!parsed.ok || parsed.value.type !== 'prove') return null;
    const bytes = new Uint8Array(Buffer.from(parsed.value.proof, 'base64url'));
    return openDoorProof(bytes, nonce, this.#deps.origins(), {
      isWorthChecking: (claim) => this.#wouldLetIn(claim),
      isSignedBy: isSignedNatively,
    });
  }

  /** Whether a claim lets somebody in if it is true. */
  #wouldLetIn(claim: Claim): boolean {
    const { pass, registrar } = claim;
    if (registrar && !(registrar.mayIssueFor && issuerOf(registrar) === pass.issuer)) return false;
    if (!this.#deps.authorities.has(registrar?.issuer ?? pass.issuer)) return false;
    if (!this.#isInTime(claim) || this.#deps.revoked.holds(claim)) return false;
    return this.#countOf(pass.holder) < CONNECTIONS_PER_HOLDER;
  }

  #countOf(holder: PersonId): number {
    return this.#holders.get(holder) ?? 0;
  }

  #isInTime({ pass, registrar }: Claim): boolean {
    const nowS = this.#deps.nowMs() / 1000;
    const isNow = ({ fromS, untilS }: { fromS: number; untilS: number }) => fromS <= nowS && nowS < untilS;
    return isNow(pass) && (registrar === null || isNow(registrar));
  }

  /** Whoever has something to show answers at once, however many others there are. */
  #cutLongestWaiting(): void {
    const [first] = this.#waiting;
    if (!first) return;
    const [caller, { timer }] = first;
    clearTimeout(timer);
    this.#waiting.delete(caller);
    this.#deps.count('limit', CLOSE_CODES.full);
    caller.terminate();
  }

  #giveUp(caller: Caller): void {
    if (this.#waiting.has(caller)) this.#refuse(caller);
  }

  #refuse(caller: Caller): void {
    this.#waiting.delete(caller);
    this.#answered.delete(caller);
    this.#deps.count('refused', CLOSE_CODES.notAdmitted);
    caller.close(CLOSE_CODES.notAdmitted);
  }

  #ticketKey(ticket: string): string {
    return createHmac('sha256', this.#ticketSecret).update(ticket).digest('base64url');
  }
}
