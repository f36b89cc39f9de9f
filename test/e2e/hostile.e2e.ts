import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { HostileIntroducer, honest } from './harness/hostile-introducer.js';
import type { Person } from './harness/person.js';
import { Stage, type Seat } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const GARBAGE_FRAMES = 1_000;
const CANARIES = ['Ayesha Canary', 'Bilal Canary', 'the canary sings'];

describe('an introducer in the hands of an enemy', { skip: lacksProc() }, () => {
  let enemy: HostileIntroducer;
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  /** Everything that was said in the story, in order. */
  const said: string[] = [];

  const enter = async (name: string, seat: Seat = {}): Promise<Person> => {
    const person = await stage.stranger(name, { origins: [enemy.url], ...seat });
    await person.visit(enemy.url);
    await person.getStarted();
    return person;
  };
  const exchange = async (text: string) => {
    await bilal.say(text);
    said.push(text);
    await ayesha.waitForMessage(text, 60_000);
    await bilal.waitForState(text, 'read', 60_000);
  };
  /** Cuts the link by a death, so that the two have to be introduced again. */
  const relink = async () => {
    await stage.browserOf(bilal).kill();
    await stage.browserOf(bilal).open();
    bilal.moveTo(stage.browserOf(bilal).page);
    await bilal.visit(enemy.url);
    await bilal.open(ayesha.name);
    await bilal.waitForStanding('linked', 90_000);
  };

  before(async () => {
    enemy = await HostileIntroducer.start();
    stage = await Stage.open();
    [ayesha, bilal] = [await enter('Ayesha Canary'), await enter('Bilal Canary', { ownProcess: true })];
    await stage.meet(ayesha, bilal);
    await exchange('the canary sings');
  });
  after(async () => {
    await stage[Symbol.asyncDispose]();
    await enemy[Symbol.asyncDispose]();
  });

  it('that gives everything to everybody learns no name, no key and no word', () => {
    const everything = enemy.heard.join('\n');
    assert.ok(enemy.seen.length >= 2, 'it carried the offer and the answer');
    const plain = Buffer.from(enemy.seen.map(({ data }) => data).join(''), 'base64url').toString('latin1');
    for (const word of [...CANARIES, 'a=fingerprint', 'a=ice-ufrag', 'candidate:', '10.99.0.1']) {
      assert.ok(!everything.includes(word), word);
      assert.ok(!plain.includes(word), word);
    }
  });

  it('cannot shake a healthy link with a thousand frames of garbage (G5)', async () => {
    const born = await peerConnectionsOf(ayesha);
    const topics = enemy.topics;
    for (let i = 0; i < GARBAGE_FRAMES; i++) {
      const topic = topics[i % topics.length]!;
      const old = enemy.seen[i % enemy.seen.length]!;
      const data = [
        () => randomBytes(1 + (i % 3_000)).toString('base64url'),
        () => old.data, // replayed, to the right one and to the wrong one
        () => old.data.slice(0, old.data.length / 2),
        () => flipped(old.data, i),
        () => '',
      ][i % 5]!();
      enemy.deliver({ topic, data });
    }
    await exchange('still here');
    assert.equal(await ayesha.page.locator('[data-standing="linked"]').count(), 1);
    assert.equal(await peerConnectionsOf(ayesha), born, 'no connection was made or lost over it');
    await stage.assertClean();
  });

  it('that replays every old signal beside each new one gains nothing', async () => {
    enemy.mischief = (publication, all) => [...all.slice(0, -1), publication, ...all];
    await relink();
    await exchange('after the replays');
    enemy.mischief = honest;
  });

  it('that gives each signal to the wrong address gains nothing', async () => {
    const chandni = await enter('Chandni');
    const link = await ayesha.myLink();
    // Everything meant for one goes to all the others as well, under their addresses.
    enemy.mischief = (publication) => [
      ...enemy.topics
        .filter((topic) => topic !== publication.topic)
        .map((topic) => ({ ...publication, topic })),
      publication,
    ];
    await chandni.addContact(link);
    await chandni.waitForStanding('linked');
    await chandni.say('only for Ayesha');
    await ayesha.open('Chandni');
    await ayesha.waitForMessage('only for Ayesha');
    assert.equal(await bilal.knows('Chandni'), false);
    await ayesha.open('Bilal');
    await exchange('and this one only for her too');
    assert.ok(!(await ayesha.texts()).includes('only for Ayesha'));
    enemy.mischief = honest;
    await stage.leave(chandni);
  });

  it('that changes a byte of every signal can delay, and that is all', async () => {
    enemy.mischief = ({ topic, data }) => [{ topic, data: flipped(data, data.length) }];
    await stage.browserOf(bilal).kill();
    await stage.browserOf(bilal).open();
    bilal.moveTo(stage.browserOf(bilal).page);
    const published = enemy.seen.length;
    await bilal.visit(enemy.url);
    await bilal.open(ayesha.name);
    await bilal.say('delayed');
    said.push('delayed');
    await until('they have tried', () => enemy.seen.length >= published + 2, 60_000);
    assert.equal((await bilal.waitForMessage('delayed')).state, 'saved');
    enemy.mischief = honest;
    await bilal.waitForState('delayed', ['delivered', 'read'], 90_000);
  });

  it('that drops an offer, and the answer to the next one, can delay, and that is all', async () => {
    const isDropped = [true, false, true];
    enemy.mischief = (publication) => (isDropped.shift() ? [] : [publication]);
    await stage.browserOf(bilal).kill();
    await stage.browserOf(bilal).open();
    bilal.moveTo(stage.browserOf(bilal).page);
    await bilal.visit(enemy.url);
    await bilal.open(ayesha.name);
    await bilal.say('delayed again');
    said.push('delayed again');
    await bilal.waitForState('delayed again', ['delivered', 'read'], 120_000);
    assert.equal(isDropped.length, 0);
    enemy.mischief = honest;
  });

  it('lost, doubled and reordered nothing, and nobody was called by another’s name', async () => {
    await ayesha.waitForDigest(() => bilal.digest());
    assert.deepEqual(await bilal.texts(), said);
    assert.deepEqual(await ayesha.texts(), said);
    assert.equal(new Set((await ayesha.messages()).map(({ author }) => author)).size, 1);
    await stage.assertClean();
  });
});

const peerConnectionsOf = async (person: Person): Promise<number> => {
  const browser = person.page;
  return browser.evaluate(
    () => (globalThis as unknown as { __held: () => { peerConnections: number } }).__held().peerConnections,
  );
};

/** Another letter at some place: another byte once it is read. */
function flipped(text: string, at: number): string {
  if (text === '') return 'A';
  const index = Math.floor(text.length / 2 + at) % text.length;
  return text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);
}
