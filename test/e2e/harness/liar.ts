import type { Page } from 'playwright-core';
import type { Change } from './other-build.js';

/** What a lying member does now: nothing, says two things in one place, or passes on what others never said. */
export type Lie = 'none' | 'two-faced' | 'forger';

/** What the other half of the members is told. */
const OTHER_FACE = 'Yes to all of it';
/** What is put into the mouths of others. */
export const FORGED = 'I never said this';

const FILE = 'src/app/conversation-peers.ts';

/**
 * The app of a lying member. What it gives to a member is not what it holds: of its own messages, every other member gets
 * another one that is signed for the same place; of everybody else's, something else under its own signature. Nothing
 * that others wrote is passed on as it is.
 */
export const LIAR: readonly Change[] = [
  {
    file: FILE,
    from: 'return kept.filter(({ seq }) => seq <= lastSeq);',
    to: `const told = kept.filter(({ seq }) => seq <= lastSeq);
         return Promise.all(told.map((one) => lieAbout(one, person, identity)));`,
  },
  {
    file: FILE,
    from: 'export interface ConversationPeersDeps {',
    to: `
const faces = new Map();
const sides = new Map();
async function lieAbout(kept, person, identity) {
  const entry = trustedEntry(kept.bytes);
  const lie = globalThis.beepLie ?? 'none';
  const isOwn = identity.isOwnDevice(entry.author);
  if (!sides.has(person)) sides.set(person, sides.size % 2);
  const isTurned = lie === 'two-faced' && isOwn && sides.get(person) === 1;
  const isText = entry.kind === KIND.text;
  if (lie === 'none' || !isText || (isOwn ? !isTurned : lie !== 'forger')) return kept;
  const body = encodeTextBody(new Uint8Array(16), isOwn ? '${OTHER_FACE}' : '${FORGED}');
  const header = { ...entry, bodyHash: hashBody(body), bodyLength: body.byteLength };
  if (!faces.has(entry.id)) faces.set(entry.id, await sealEntry(header, identity.sign));
  if (isOwn) (globalThis.beepFaces ??= []).push([entry.id, faces.get(entry.id).id]);
  globalThis.beepLies = (globalThis.beepLies ?? 0) + 1;
  return { seq: kept.seq, bytes: faces.get(entry.id).bytes, body };
}

export interface ConversationPeersDeps {`,
  },
  {
    file: FILE,
    from: `import { hasOwnSignature, readEntry, type VerifiedEntry } from '../protocol/entry.js';`,
    to: `import { KIND, encodeTextBody, hashBody } from '../protocol/body.js';
import { hasOwnSignature, readEntry, sealEntry, trustedEntry, type VerifiedEntry } from '../protocol/entry.js';`,
  },
  // He gives at once to everybody he is linked with, so that his second face is there before others bring the first.
  {
    file: 'src/app/conversation-sync.ts',
    from: `onPrune(): void {
    this.#isEager = false;`,
    to: 'onPrune(): void {',
  },
  {
    file: 'src/app/conversation-sync.ts',
    from: `void this.#send({ type: 'prune', tag: this.tag });
    this.#isEager = false;`,
    to: '',
  },
];

/** How many entries it has given so far that are not what it holds. */
export const liesTold = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as { beepLies?: number }).beepLies ?? 0);

/** The ids of the two entries for one place, of each place of which it has given the other one so far. */
export const facesTold = (page: Page): Promise<(readonly [string, string])[]> =>
  page.evaluate(() => (globalThis as { beepFaces?: [string, string][] }).beepFaces ?? []);

/** From now on the page lies like this. */
export const lie = (page: Page, how: Lie): Promise<void> =>
  page.evaluate((to) => void Object.assign(globalThis, { beepLie: to }), how);
