import { conversationOf } from '../../src/protocol/conversation-id.js';
import type { Batch } from '../../src/app/ports.js';
import type { ConversationView, MessageView } from '../../src/app/conversation-views.js';
import type { DeviceId, EntryId } from '../../src/protocol/ids.js';
import type { Image } from './sim-disk.js';
import type { World } from './world.js';
import { textOf } from '../support/text-of.js';

/** Names the words of one person to another, and is part of them: whatever happens to a text, this says which it is. */
export interface Mark {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly number: number;
}

interface Known extends Mark {
  /** The app said that the draft it stood in was kept. */
  isKept: boolean;
  /** It was shown as a message of its author's. */
  isSaved: boolean;
  /** A disk took it away that alone held it, or its writer deleted it: nothing is promised any more. */
  isExcused: boolean;
  /** A disk brought its draft back after it had been sent: whoever sends it once more means to. */
  mayRepeat: boolean;
}

const MARKS = /\[(\w)>(\w)\.(\d+)\]/gu;

export function marksIn(text: string): readonly string[] {
  return [...text.matchAll(MARKS)].map(([name]) => name);
}

/** Messages of `view`, each as the marks that its text carries. */
const marksShown = (view: ConversationView): readonly string[] =>
  view.messages.flatMap(({ text }) => marksIn(text));

/** What one device has shown and stored, whatever became of it later. */
class Ledger {
  /** Marks that were durable here at some time. */
  readonly durable = new Set<string>();
  /** Marks that were before a person's eyes here. */
  readonly seen = new Set<string>();
  /** Marks that were shown here and that nothing has excused this device from showing again. */
  readonly shown = new Set<string>();
  /** By conversation, author and seq, the entry that became durable here. */
  readonly taken = new Map<string, EntryId>();
  /** Its disk was put back to an older state without its noticing: it may have written two entries with one seq. */
  mayFork = false;
  /** Its disk has forgotten something. What it writes next may sort before what it forgot. */
  hasForgotten = false;
}

/**
 * Sees everything that is shown and everything that becomes durable on every device, and says so when the one does
 * not follow from the other.
 */
export class Witness {
  readonly #world: World;
  readonly #marks = new Map<string, Known>();
  readonly #forkers = new Set<DeviceId>();
  readonly #ledgers = new Map<string, Ledger>();
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  newMark(from: string, to: string): Mark {
    const number = ++this.#count;
    const mark: Known = {
      name: `[${from}>${to}.${number}]`,
      from,
      to,
      number,
      isKept: false,
      isSaved: false,
      isExcused: false,
      mayRepeat: false,
    };
    this.#marks.set(mark.name, mark);
    return mark;
  }

  // ——— What happens ———

  onKept(device: string, draft: string): void {
    for (const name of marksIn(draft)) {
      const mark = this.#marks.get(name);
      if (mark?.from === device) mark.isKept = true;
    }
  }

  /** Its writer has deleted the draft. */
  onCleared(draft: string): void {
    for (const name of marksIn(draft)) this.#excuse(name);
  }

  /** The owner of this device lies: two may hold different entries of it. */
  expectForks(author: DeviceId): void {
    this.#forkers.add(author);
  }

  onDurable(device: string, batch: Batch, isShown: boolean): void {
    const ledger = this.#ledger(device);
    for (const { entry, body } of batch.entries ?? []) {
      const place = `${conversationOf(entry)} ${entry.author} ${entry.seq}`;
      const before = ledger.taken.get(place);
      if (before !== undefined && before !== entry.id && !ledger.mayFork && !ledger.hasForgotten) {
        this.#world.fail(`${device} took two entries with one seq (${entry.seq}) of one author`);
      }
      for (const [name, other] of this.#ledgers) {
        const id = other.taken.get(place);
        const isExcused = this.#forkers.has(entry.author) || [ledger, other].some(({ mayFork }) => mayFork);
        if (id !== undefined && id !== entry.id && !isExcused)
          this.#world.fail(`${device} and ${name} took different entries for seq ${entry.seq} of one author`);
      }
      ledger.taken.set(place, entry.id);
      const text = body && textOf(body);
      for (const mark of text ? marksIn(text) : []) {
        ledger.durable.add(mark);
        if (isShown) ledger.seen.add(mark);
      }
    }
  }

  /** A person looks at the conversation whose messages these are. */
  onLookedAt(device: string, view: ConversationView): void {
    const { seen, durable } = this.#ledger(device);
    for (const mark of marksShown(view)) seen.add(mark);
    // What is on its way to the screen while somebody looks is seen a moment later.
    for (const mark of durable) if (this.#marks.get(mark)?.to === device) seen.add(mark);
  }

  /** Checks what a device shows of its conversation with `peer`. */
  onShown(device: string, peer: string, view: ConversationView, before: readonly string[]): void {
    const ledger = this.#ledger(device);
    const shown = marksShown(view);
    const once = new Set(shown);
    const counted = shown.filter((name) => !this.#marks.get(name)?.mayRepeat);
    if (new Set(counted).size < counted.length)
      this.#world.fail(`${device} shows something twice: ${shown.join(' ')}`);
    for (const mark of before) {
      if (!once.has(mark)) this.#world.fail(`${mark} vanished from the screen of ${device}`);
    }
    const last = new Map<string, number>();
    for (const message of view.messages) {
      for (const name of marksIn(message.text)) {
        const mark = this.#marks.get(name);
        if (!mark) {
          this.#world.fail(`${device} shows ${name}, which nobody wrote`);
          continue;
        }
        this.#checkAuthor(device, peer, message, mark);
        this.#checkState(device, peer, message, mark);
        const isFree = this.#ledger(mark.from).hasForgotten;
        if (!isFree && (last.get(mark.from) ?? -1) > mark.number)
          this.#world.fail(`${device} shows ${name} out of order: ${shown.join(' ')}`);
        last.set(mark.from, mark.number);
        ledger.shown.add(name);
        if (mark.from === device) mark.isSaved = true;
      }
    }
  }

  #checkAuthor(device: string, peer: string, { own }: MessageView, mark: Mark): void {
    const [from, to] = own ? [device, peer] : [peer, device];
    if (mark.from !== from || mark.to !== to)
      this.#world.fail(`${device} shows ${mark.name} as from ${from} to ${to}`);
  }

  #checkState(device: string, peer: string, { state }: MessageView, { name }: Mark): void {
    const [ours, theirs] = [this.#ledger(device), this.#ledger(peer)];
    if (!ours.durable.has(name)) this.#world.fail(`${device} shows ${name} before it was on its disk`);
    if ((state === 'delivered' || state === 'read') && !theirs.durable.has(name))
      this.#world.fail(`${device} shows ${name} as ${state}, but ${peer} never had it on disk`);
    if (state === 'read' && !theirs.seen.has(name))
      this.#world.fail(`${device} shows ${name} as read, but nobody at ${peer} saw it`);
  }

  // ——— What disks do ———

  /** The disk of `device` went back to `image`, perhaps without its noticing. */
  onRolledBack(device: string, image: Image, isNoticed: boolean): void {
    const ledger = this.#ledger(device);
    ledger.hasForgotten = true;
    if (!isNoticed) ledger.mayFork = true;
    const left = new Set<string>();
    for (const { body } of image.entries.values()) {
      for (const mark of marksIn((body && textOf(body)) ?? '')) left.add(mark);
    }
    const drafted = new Set([...image.drafts.values()].flatMap(({ text }) => marksIn(text)));
    for (const mark of this.#marks.values()) {
      if (left.has(mark.name)) continue;
      ledger.shown.delete(mark.name);
      const isElsewhere = [...this.#ledgers].some(
        ([name, other]) => name !== device && other.durable.has(mark.name),
      );
      if (drafted.has(mark.name)) {
        mark.mayRepeat = mark.isSaved;
        mark.isSaved &&= isElsewhere;
      } else if (mark.from === device && !isElsewhere) this.#excuse(mark.name);
    }
  }

  /** The disk of `device` is gone, and its person begins anew. */
  onLost(device: string): void {
    this.#ledger(device).shown.clear();
    for (const mark of this.#marks.values()) {
      if (mark.from === device || mark.to === device) this.#excuse(mark.name);
    }
  }

  /** The power went: text that was only being written may be as it was some seconds ago. */
  onPowerCut(device: string, cached: Image, flushed: Image): void {
    const draftMarks = ({ drafts }: Image) => [...drafts.values()].flatMap(({ text }) => marksIn(text));
    const kept = new Set(draftMarks(flushed));
    for (const name of draftMarks(cached)) {
      const mark = this.#marks.get(name);
      if (!kept.has(name) && mark?.from === device) mark.isKept = false;
    }
  }

  // ——— What must hold at a moment ———

  /** Checks a device that has just loaded its store: all that it ever showed or kept is there. */
  onReopened(
    device: string,
    peer: string,
    view: ConversationView,
    drafts: { readonly loaded: string; readonly now: string },
  ): void {
    const there = new Set(marksShown(view));
    for (const mark of this.#ledger(device).shown) {
      const known = this.#marks.get(mark)!;
      const isOfThese = [known.from, known.to].sort().join() === [device, peer].sort().join();
      if (isOfThese && !known.isExcused && !there.has(mark))
        this.#world.fail(`${mark} was shown by ${device} and is not there after a restart`);
    }
    const [loaded, now] = [new Set(marksIn(drafts.loaded)), new Set(marksIn(drafts.now))];
    for (const mark of this.#marks.values()) {
      if (mark.from !== device || mark.to !== peer || mark.isExcused) continue;
      const isMessage = there.has(mark.name);
      if (now.has(mark.name) && isMessage && !mark.mayRepeat)
        this.#world.fail(`${mark.name} is a message and a draft of ${device} at once`);
      const isDraft = loaded.has(mark.name) || now.has(mark.name);
      if (isDraft || isMessage) continue;
      if (mark.isKept && !mark.isSaved) {
        this.#world.fail(`${mark.name} was kept as a draft of ${device} and is nowhere after a restart`);
      }
      if (!mark.isSaved) this.#excuse(mark.name); // it was typed and never kept
    }
  }

  /** Checks two devices that have had time to agree. */
  onSettled(device: string, peer: string, view: ConversationView, draft: string): void {
    const there = new Set(marksShown(view));
    const drafted = new Set(marksIn(draft));
    for (const mark of this.#marks.values()) {
      if (mark.isExcused) continue;
      const isOwn = mark.from === device && mark.to === peer;
      const isTheirs = mark.from === peer && mark.to === device;
      if ((isOwn || isTheirs) && mark.isSaved && !there.has(mark.name))
        this.#world.fail(`${mark.name} never came to ${device}`);
      if (isOwn && !mark.isSaved && !drafted.has(mark.name))
        this.#world.fail(`${mark.name} is neither a message nor a draft of ${device}`);
      if (isOwn && there.has(mark.name) && drafted.has(mark.name) && !mark.mayRepeat)
        this.#world.fail(`${mark.name} is a message and a draft of ${device} at once`);
    }
    for (const message of view.messages) {
      if (message.own && message.state === 'saved' && marksIn(message.text).length > 0)
        this.#world.fail(`${message.text} of ${device} is not marked as delivered`);
    }
  }

  #excuse(name: string): void {
    const mark = this.#marks.get(name);
    if (mark) mark.isExcused = true;
  }

  #ledger(device: string): Ledger {
    let ledger = this.#ledgers.get(device);
    if (!ledger) this.#ledgers.set(device, (ledger = new Ledger()));
    return ledger;
  }
}
