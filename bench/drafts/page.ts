/** What the bench of drafts does inside the page of the app. A script of its own: other benches need no Yjs. */
import { openDB } from 'idb';
import * as Y from 'yjs';
import type { OpenDraftVerbs, DraftsVerbs } from '../../src/app/draft-views.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import type { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { STORE_NAME, type BeepSchema } from '../../src/platform/idb/database.js';
import type { DraftId } from '../../src/protocol/ids.js';
import { linesOf } from '../../src/protocol/memo-content.js';
import { beep, deepQueryAll, painted } from '../page/app.js';

const PARAGRAPHS = 200;
/** What one edit puts in or takes out. */
const EDIT_CHARS = 6;
/** Of so many edits one takes something out. */
const DELETES_EVERY = 10;
/** Edits that go to disk as one row, and how long the page waits after them for that: so many rows become one on closing. */
const EDITS_PER_ROW = 200;
const SAVED_AFTER_MS = 70;

async function drafts(): Promise<DraftsVerbs> {
  const got = await beep().drafts();
  if (!got.ok) throw new Error(got.error);
  return got.value;
}

async function opened(id: DraftId): Promise<OpenDraftVerbs> {
  const got = await (await drafts()).open(id);
  if (!got.ok) throw new Error(got.error);
  return got.value;
}

/** A new draft of so many paragraphs of so many characters. */
async function makeDraft(paragraphs: number, chars: number): Promise<DraftId> {
  const blocks = Array.from({ length: paragraphs }, () =>
    plainParagraph('Whatever is written here. '.repeat(chars).slice(0, chars)),
  );
  const made = await (await drafts()).create({ subject: 'Bench', blocks }, null);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

/** A draft that has come to `bytes` by `edits` edits here and there: none of them goes on where the last one ended. */
async function makeEdited(bytes: number, edits: number): Promise<DraftId> {
  const grown = edits * EDIT_CHARS * (1 - 2 / DELETES_EVERY);
  const id = await makeDraft(PARAGRAPHS, Math.round((bytes - grown) / PARAGRAPHS));
  const draft = await opened(id);
  const { fragment } = draft.doc as YjsDoc;
  const lines = fragment.toArray().slice(1);
  for (let edit = 0; edit < edits; edit++) {
    const line = lines[(edit * 7919) % lines.length] as Y.XmlElement;
    const text = line.get(0) as Y.XmlText;
    const at = Math.floor(Math.random() * (text.length - EDIT_CHARS));
    if (edit % DELETES_EVERY === 0) text.delete(at, EDIT_CHARS);
    else text.insert(at, `word${edit}`.slice(0, EDIT_CHARS).padEnd(EDIT_CHARS));
    if (edit % EDITS_PER_ROW === 0) await new Promise((resolve) => setTimeout(resolve, SAVED_AFTER_MS));
  }
  await draft.close();
  return id;
}

/** What it says, in UTF-8 bytes, and everything there is of it as one update. */
async function look(id: DraftId): Promise<{ textBytes: number; update: Uint8Array }> {
  const draft = await opened(id);
  const { subject, blocks } = draft.doc.content();
  const textBytes = new TextEncoder().encode([subject, ...linesOf(blocks)].join('\n')).byteLength;
  const update = draft.doc.encode();
  await draft.close();
  return { textBytes, update };
}

/** How long opening the draft by the app's verb takes, and plain Yjs with the same update, each so often, in ms. */
async function openInTurns(id: DraftId, rounds: number): Promise<{ app: number[]; plain: number[] }> {
  const { update } = await look(id);
  const [app, plain]: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round++) {
    const startMs = performance.now();
    const draft = await opened(id);
    const appMs = performance.now() - startMs;
    await draft.close();
    const plainMs = performance.now();
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    if (round >= 0) {
      app.push(appMs);
      plain.push(performance.now() - plainMs);
    }
    doc.destroy();
  }
  return { app, plain };
}

/** Goes to the page of the draft; resolves once its text is painted, with the ms that took. */
async function show(id: DraftId): Promise<number> {
  const startMs = performance.now();
  location.hash = `#/draft/${id}`;
  await until(() =>
    deepQueryAll('beep-draft [role=textbox], [role=textbox] > p').some((p) => p.textContent !== ''),
  );
  await painted();
  return performance.now() - startMs;
}

async function leave(): Promise<void> {
  location.hash = '#/drafts';
  await until(() => deepQueryAll('beep-draft').length === 0);
  await painted();
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** From a key that goes down in the draft that is shown until what it wrote is kept, in ms. */
async function nextSaveMs(id: DraftId): Promise<number> {
  const { keeping } = await opened(id);
  const pressedMs = await new Promise<number>((resolve) =>
    addEventListener('keydown', ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true }),
  );
  let hasBegun = !keeping.value.isKept;
  return new Promise((resolve) => {
    const stop = keeping.subscribe(() => {
      if (!keeping.value.isKept) hasBegun = true;
      else if (hasBegun) {
        stop();
        resolve(performance.now() - pressedMs);
      }
    });
  });
}

/** Shares a draft with the only person there is, and shows it. */
async function shareAndShow(id: DraftId): Promise<void> {
  const [other] = beep().people.value;
  const shared = await (await drafts()).share(id, [{ person: other!.person, mayEdit: true }]);
  if (!shared.ok) throw new Error(shared.error);
  await show(id);
}

/** Shows the draft that somebody has shared, once it is there. */
async function showShared(): Promise<void> {
  const { list } = await drafts();
  await until(() => list.value.some(({ shared }) => shared !== null));
  await show(list.value.find(({ shared }) => shared !== null)!.id);
}

/** Resolves once another caret is in the draft that is shown: there is a connection. */
const seesAnother = (): Promise<void> => until(() => deepQueryAll('.others-caret').length > 0);

/** The time at which a key goes down next, in ms since the Unix epoch. */
const nextKeyMs = (): Promise<number> =>
  new Promise((resolve) =>
    addEventListener('keydown', ({ timeStamp }) => resolve(performance.timeOrigin + timeStamp), {
      capture: true,
      once: true,
    }),
  );

/** The time at which so many letters of a sort stand in the draft that is shown: in the page, and painted. */
async function whenShownMs(
  letter: string,
  count: number,
): Promise<{ readonly inPage: number; readonly onScreen: number }> {
  const [box] = deepQueryAll('.text[role=textbox]') as [Element];
  const isThere = (): boolean => (box.textContent ?? '').split(letter).length - 1 >= count;
  await new Promise<void>((resolve) => {
    if (isThere()) return resolve();
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(box, { subtree: true, childList: true, characterData: true });
  });
  const inPage = performance.timeOrigin + performance.now();
  await painted();
  return { inPage, onScreen: performance.timeOrigin + performance.now() };
}

interface OnDisk {
  /** The rows of each draft, in bytes, the largest draft first. */
  readonly drafts: readonly number[];
  /** The smallest row: of a single keystroke. */
  readonly keystroke: number;
  /** The record beside the rows of a draft. */
  readonly record: number;
}

async function onDisk(): Promise<OnDisk> {
  const db = await openDB<BeepSchema>(STORE_NAME);
  const [keys, rows, records] = await Promise.all([
    db.getAllKeys('draftUpdates'),
    db.getAll('draftUpdates'),
    db.getAll('draftDocs'),
  ]);
  db.close();
  const sums = new Map<string, number>();
  for (const [i, [tag]] of keys.entries()) {
    const draft = new Uint8Array(tag).join();
    sums.set(draft, (sums.get(draft) ?? 0) + rows[i]!.byteLength);
  }
  return {
    drafts: [...sums.values()].sort((a, b) => b - a),
    keystroke: Math.min(...rows.map(({ byteLength }) => byteLength)),
    record: records[0]!.byteLength,
  };
}

/** The ms that a transaction takes that puts a record and a row, as the app does for a keystroke, each so often. */
async function rawPutsMs(count: number, record: number, row: number): Promise<number[]> {
  const db = await openDB('bench-drafts', 1, {
    upgrade(made) {
      for (const name of ['records', 'rows']) made.createObjectStore(name);
    },
  });
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    const tx = db.transaction(['records', 'rows'], 'readwrite', { durability: 'relaxed' });
    await Promise.all([
      tx.objectStore('records').put(crypto.getRandomValues(new Uint8Array(record)), 0),
      tx.objectStore('rows').put(crypto.getRandomValues(new Uint8Array(row)), startMs),
      tx.done,
    ]);
    all.push(performance.now() - startMs);
  }
  db.close();
  return all;
}

const api = {
  makeDraft,
  makeEdited,
  look,
  openInTurns,
  show,
  leave,
  nextSaveMs,
  onDisk,
  rawPutsMs,
  shareAndShow,
  showShared,
  seesAnother,
  nextKeyMs,
  whenShownMs,
};
declare global {
  var benchDrafts: typeof api;
}
globalThis.benchDrafts = api;
