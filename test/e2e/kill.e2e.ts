import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { seededRandom } from './harness/seeded-random.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** How often the browser is killed; 25 is what must hold at least. */
const KILLS = Number(process.env['E2E_KILLS'] ?? (process.env['BEEP_TEST_FULL'] ? 100 : 25));
/** Decides when each kill comes, so that a failure can be tried again. */
const SEED = Number(process.env['E2E_SEED'] ?? Date.now() % 1_000_000);
/** The kill comes after this many messages of a round are saved, at most, and then within so many ms. */
const SAVED_BEFORE = 6;
const KILL_WITHIN_MS = 250;
/** What was typed so shortly before the kill need not have reached the disk yet. */
const MAY_BE_LOST_MS = 500;
/** Messages in a round, should the kill come late. */
const BURST = 12;

describe(
  `killed ${KILLS} times in the middle of everything (E2E_SEED=${SEED})`,
  { skip: lacksProc() },
  () => {
    let stage: Stage;
    let ayesha: Person;
    let bilal: Person;
    /** Where Bilal has the chat on his screen. */
    let chat: string;
    const random = seededRandom(SEED);
    /** What Bilal's screen once called saved. */
    const saved = new Set<string>();
    /** Every text Bilal ever put into the box, with when, and those he pressed Enter on. */
    const typed: { readonly text: string; readonly atMs: number }[] = [];
    const tried: string[] = [];
    const fromAyesha: string[] = [];

    before(async () => {
      stage = await Stage.open();
      [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal', { ownProcess: true })];
      await stage.meet(ayesha, bilal);
      chat = `/${new URL(bilal.page.url()).hash}`;
    });
    after(() => stage[Symbol.asyncDispose]());

    /** Writes until the browser dies, and notes what the screen called saved. */
    async function burst(round: number, savedInRound: Set<string>): Promise<void> {
      await bilal.page.evaluate(watchSaved);
      const box = bilal.page.getByRole('textbox', { name: 'Message', exact: true });
      for (let i = 0; i < BURST; i++) {
        const text = `kill ${round} message ${i}`;
        await type(text);
        tried.push(text);
        await box.press('Enter');
        await noteSaved(round, savedInRound);
      }
      await type(`draft ${round}`);

      function type(text: string): Promise<void> {
        typed.push({ text, atMs: performance.now() });
        return box.fill(text);
      }
    }

    /** Notes which messages of a round the screen has called saved. */
    async function noteSaved(round: number, savedInRound: Set<string>): Promise<void> {
      // Those of earlier rounds are on the screen as well; whether they last is asked at the end, as not all of
      // them are on the page a chat opens with.
      for (const each of await bilal.page.evaluate(takeSaved))
        if (each.startsWith(`kill ${round} `)) savedInRound.add(each);
    }

    /** What may be found in the box after a kill: what stood there, or what was being put there in its place. */
    function draftsAt(killedMs: number): string[] {
      const kept = typed.findLastIndex(({ atMs }) => atMs < killedMs - MAY_BE_LOST_MS);
      return ['', ...typed.slice(Math.max(0, Math.min(kept, typed.length - 2))).map(({ text }) => text)];
    }

    it('loses nothing that the screen called saved, and keeps the draft', async () => {
      for (let round = 0; round < KILLS; round++) {
        const savedInRound = new Set<string>();
        let isDead = false;
        const dying = burst(round, savedInRound).catch((error: unknown) => {
          if (!isDead) throw error;
        });
        fromAyesha.push(`answer ${round}`);
        const answering = ayesha.say(`answer ${round}`);
        const enough = Math.floor(random() * (SAVED_BEFORE + 1));
        await until(
          `${enough} messages of round ${round} are saved`,
          async () => {
            // All may be typed by now, and the disk be behind.
            await noteSaved(round, savedInRound);
            return savedInRound.size >= enough;
          },
          60_000,
        );
        await new Promise((done) => setTimeout(done, random() * KILL_WITHIN_MS));
        isDead = true;
        const killedMs = performance.now();
        await stage.browserOf(bilal).kill();
        await Promise.all([dying, answering]);
        await stage.reopen(bilal, chat);
        for (const text of savedInRound) {
          await bilal.waitForMessage(text);
          saved.add(text);
        }
        // What was being written is kept, with the last stroke or without it, and never beside its own sent message.
        const draft = await bilal.draft();
        assert.ok(draftsAt(killedMs).includes(draft), `after kill ${round} the draft is “${draft}”`);
        assert.ok(
          !(await bilal.texts()).includes(draft),
          `after kill ${round}, “${draft}” is sent and a draft`,
        );
        // What the kill took is gone: from here on it may not come back.
        typed.splice(0, typed.length, { text: draft, atMs: -Infinity });
      }
    });

    it('both ends agree afterwards, in order, and the last word gets through', async () => {
      await bilal.say('the last word');
      await bilal.waitForState('the last word', ['delivered', 'read'], 60_000);
      await bilal.waitForMessage(fromAyesha.at(-1)!);
      await ayesha.waitForDigest(() => bilal.digest(), 60_000);
      for (const person of [ayesha, bilal]) {
        const texts = await everything(person);
        assert.equal(new Set(texts).size, texts.length, `nothing is there twice for ${person.name}`);
        assert.deepEqual(
          [...saved].filter((text) => !texts.includes(text)),
          [],
        );
        const his = texts.filter((text) => text.startsWith('kill'));
        assert.deepEqual(
          his,
          tried.filter((text) => his.includes(text)),
          `in the order in which they were written, for ${person.name}`,
        );
        assert.deepEqual(
          texts.filter((text) => text.startsWith('answer')),
          fromAyesha,
        );
      }
      assert.ok(saved.size >= KILLS, `only ${saved.size} messages were saved before the kills`);
    });

    it('left nothing behind that should not be', () => stage.assertClean());
  },
);

/** All texts of the open conversation, the earlier pages included. */
async function everything(person: Person): Promise<string[]> {
  // While a page is being loaded, the button says so.
  const earlier = person.page.getByRole('button', { name: /^\s*(?:Show|Loading) earlier messages/ });
  await until('the first message is loaded', async () => {
    if ((await earlier.count()) === 0) return true;
    await earlier.click({ timeout: 1_000 });
    return false;
  });
  return person.texts();
}

interface Watched {
  beepSaved?: Set<string>;
}

/** Runs in the page: notes each own message as soon as the screen shows it, also between two looks of the test. */
function watchSaved(): void {
  const noted = new Set<string>();
  (globalThis as Watched).beepSaved = noted;
  const find = (root: ParentNode, selector: string): Element[] => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? find(shadowRoot, selector) : [],
    ),
  ];
  const look = () => {
    for (const article of find(document, 'article[data-state]')) {
      if (['saved', 'delivered', 'read'].includes(article.getAttribute('data-state')!))
        noted.add(article.querySelector('[dir="auto"]')!.textContent!);
    }
  };
  const log = find(document, '[role="log"]')[0]!;
  new MutationObserver(look).observe(log, { subtree: true, childList: true, attributes: true });
}

/** Runs in the page: what was noted so far. */
function takeSaved(): string[] {
  return [...((globalThis as Watched).beepSaved ?? [])];
}
