import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { installCut, setCut } from './harness/cut-off.js';
import { newGroup } from './harness/in-groups.js';
import { FORGED, LIAR, facesTold, liesTold, lie } from './harness/liar.js';
import { buildWith, TAKES_OTHER_BUILD } from './harness/other-build.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** Ten browsers share what one machine has, and those who never met may have to try a few times. */
const LIMIT_MS = 90_000;
const GROUP = 'All of us';
const MAX_LIES = 8;
const HONEST = ['Bilal', 'Chandni', 'Danish', 'Erum', 'Faisal'];

describe('ten browsers in one group', { skip: lacksProc() }, () => {
  let stage: Stage;
  let folder: string;
  /** Makes the group. */
  let ayesha: Person;
  /** Their browsers die and come back. */
  let mortal: readonly [Person, Person];
  /** Is cut off from all others for a while. */
  let saima: Person;
  /** Runs an app that lies. */
  let hasan: Person;
  let everybody: readonly Person[];
  let honest: readonly Person[];
  /** What was said so far, by whoever tells the truth. */
  const said: string[] = [];
  /** Where the group is on a screen. */
  let address: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'beep-liar-'));
    const building = buildWith(LIAR, folder);
    stage = await Stage.open();
    ayesha = await stage.person('Ayesha');
    mortal = [
      await stage.person('Imran', { ownProcess: true }),
      await stage.person('Jamila', { ownProcess: true }),
    ];
    saima = await stage.person('Saima', { initScript: installCut });
    const others: Person[] = [];
    for (const name of HONEST) others.push(await stage.person(name));
    hasan = await stage.stranger('Hasan', TAKES_OTHER_BUILD);
    await stage.serveTo(hasan, await building);
    await hasan.visit(stage.url);
    await hasan.getStarted();
    honest = [ayesha, ...mortal, saima, ...others];
    everybody = [...honest, hasan];
    for (const person of everybody.slice(1)) await stage.meet(ayesha, person);
  });
  after(async () => {
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const say = async (person: Person, text: string) => {
    said.push(text);
    await person.say(text);
  };
  /** Each of them shows all that was said, and the same of it. */
  const agree = async (people: readonly Person[]) => {
    for (const person of people) {
      const lacks = async () => {
        const texts = await person.texts();
        return said.filter((text) => !texts.includes(text));
      };
      await until(
        `${person.name} sees all that was said`,
        async () => (await lacks()).length === 0,
        LIMIT_MS,
      ).catch(async (error: unknown) =>
        assert.fail(`${person.name} lacks ${(await lacks()).join(', ')}: ${String(error)}`),
      );
    }
    await until(
      'all show the same',
      async () => new Set(await Promise.all(people.map((person) => person.digest()))).size === 1,
      LIMIT_MS,
    );
  };

  it('is there for all of them, and what each says reaches all', async () => {
    await newGroup(ayesha, { name: GROUP, members: everybody.slice(1).map(({ name }) => name) });
    address = `/${new URL(ayesha.page.url()).hash}`;
    for (const person of everybody.slice(1)) {
      await person.goTo('Chats');
      await until(`${person.name} is in it`, () => person.knows(GROUP), LIMIT_MS);
      await person.open(GROUP);
    }
    for (const person of everybody)
      await person.page.getByText(/^10 members, /).waitFor({ timeout: LIMIT_MS });
    for (const person of everybody) await say(person, `${person.name} is here`);
    await agree(everybody);
    await ayesha.waitForState('Ayesha is here', 'read', LIMIT_MS);
  });

  it('two of them die and come back to what was said meanwhile', async () => {
    for (const person of mortal) await stage.browserOf(person).kill();
    await say(ayesha, 'Two of us are gone');
    await say(saima, 'They will be back');
    await agree(everybody.filter((person) => !mortal.includes(person)));
    await Promise.all(mortal.map((person) => stage.reopen(person, address)));
    for (const person of mortal) await say(person, `${person.name} is back`);
    await agree(everybody);
  });

  it('one is cut off, and both sides have all of it once there is a way again', async () => {
    await setCut(saima.page, true);
    await saima.page.getByText(/^10 members, nobody else here now$/).waitFor({ timeout: LIMIT_MS });
    await say(saima, 'Can anybody hear me?');
    await say(ayesha, 'Where is Saima?');
    await ayesha.waitForMessage('Where is Saima?');
    assert.equal((await saima.waitForMessage('Can anybody hear me?')).state, 'saved');
    assert.ok(!(await saima.texts()).includes('Where is Saima?'));
    await setCut(saima.page, false);
    await agree(everybody);
  });

  it('one of them says two things in one place: all are told, and lose nothing', async () => {
    await lie(hasan.page, 'two-faced');
    const isTold = async (person: Person) => (await person.events()).some(({ kind }) => kind === 'forked');
    // Whoever has one of the two from others already is not given the other one: then he has to lie again.
    const lies: string[] = [];
    await until(
      'somebody has met the other face',
      async () => {
        if (lies.length < MAX_LIES)
          lies.push(await hasan.say(`No to all of it, ${lies.length}`).then(({ text }) => text));
        return until('Ayesha is told', () => isTold(ayesha), 3_000);
      },
      LIMIT_MS,
    );
    await say(ayesha, 'What does Hasan say?');
    for (const person of honest) {
      await until(`${person.name} is told`, () => isTold(person), LIMIT_MS);
      const event = (await person.events()).find(({ kind }) => kind === 'forked')!;
      assert.match(event.words, /^A device of .*Hasan.* signed two different things in one place\./);
    }
    // Of each two, whoever has heard one keeps it: it is what he signed. Nobody shows both.
    const faces = await facesTold(hasan.page);
    assert.ok(faces.length > 0);
    for (const person of honest) {
      const shown = new Set((await person.messages()).map(({ id }) => id));
      const both = faces.filter((pair) => pair.every((id) => shown.has(id)));
      assert.deepEqual(both, [], `${person.name} shows both faces of a place`);
    }
    await agree(honest);
  });

  it('one of them puts words into the mouths of all others: nobody sees them, or lacks their own', async () => {
    await lie(hasan.page, 'forger');
    const liesBefore = await liesTold(hasan.page);
    const hasTried = async () => (await liesTold(hasan.page)) > liesBefore;
    for (const person of honest) await say(person, `${person.name} goes on`);
    await agree(honest);
    // He gets to give only what did not come by another way first: so there is none but him.
    const others = honest.filter((person) => person !== ayesha);
    await ayesha.page.goto('about:blank');
    await say(saima, 'Ayesha is gone');
    await agree(others);
    await hasan.waitForMessage('Ayesha is gone', LIMIT_MS);
    await Promise.all(others.map(({ page }) => page.goto('about:blank')));
    await ayesha.visit(`${stage.url}${address}`);
    await until('he has tried', hasTried, LIMIT_MS);
    await say(ayesha, 'Is anybody else here?');
    const heard = await ayesha.texts();
    assert.ok(!heard.includes(FORGED) && !heard.includes('Ayesha is gone'), 'she is told lies only');
    await Promise.all(others.map((person) => person.visit(`${stage.url}${address}`)));
    await agree(honest);
    for (const person of honest) assert.ok(!(await person.texts()).includes(FORGED));
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
