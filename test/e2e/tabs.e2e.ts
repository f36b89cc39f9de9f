import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

describe('two tabs', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  /** Bilal in his first tab, and in his second. */
  let first: Person;
  let second: Person;

  const useHere = async (tab: Person) => {
    await tab.page.getByRole('button', { name: 'Use here' }).click();
    await tab.page.getByRole('navigation', { name: 'Main' }).waitFor();
  };
  const isElsewhere = (tab: Person) =>
    tab.page.getByRole('heading', { name: 'Beep is open in another tab' }).waitFor();

  before(async () => {
    stage = await Stage.open();
    [ayesha, first] = [await stage.person('Ayesha'), await stage.person('Bilal')];
    await stage.meet(ayesha, first);
    await first.say('from the first tab');
    await first.type('half a sente');
  });
  after(() => stage[Symbol.asyncDispose]());

  it('the second says that Beep is open in another tab', async () => {
    second = new Person('Bilal', await first.page.context().newPage());
    await second.visit(stage.url);
    await isElsewhere(second);
    assert.deepEqual(await second.alerts(), ['other-tab']);
    await first.waitForStanding('linked');
  });

  it('“Use here” takes over, and the first says the same', async () => {
    await useHere(second);
    await isElsewhere(first);
    await second.open('Ayesha');
    assert.equal(await second.draft(), 'half a sente');
    await second.waitForStanding('linked', 60_000);
    await second.say('from the second tab');
    await ayesha.waitForMessage('from the second tab');
    await second.type('another half');
  });

  it('whatever is pressed, one of them works', async () => {
    await useHere(first);
    await isElsewhere(second);
    for (let round = 0; round < 4; round++) {
      const [one, other] = round % 2 ? [first, second] : [second, first];
      await useHere(one);
      await isElsewhere(other);
    }
    await first.open('Ayesha');
    assert.equal(await first.draft(), 'another half');
  });

  it('nothing is sent twice when one takes over in the middle of sending', async () => {
    await useHere(second);
    await isElsewhere(first);
    await second.open('Ayesha');
    for (const text of ['a', 'b', 'c']) await second.say(text);
    await second.type('d');
    await Promise.all([second.send(), useHere(first)]);
    await isElsewhere(second);
    await first.open('Ayesha');
    // Either it was sent before the other took over, or it is still being written; never both, never neither.
    const texts = await until('the history', async () => {
      const shown = await first.texts();
      return shown.includes('c') ? shown : null;
    });
    if (texts.includes('d')) assert.equal(await first.draft(), '');
    else {
      assert.equal(await first.draft(), 'd');
      await first.send();
    }
    await first.waitForState('d', ['delivered', 'read'], 60_000);
    const everything = ['from the first tab', 'from the second tab', 'a', 'b', 'c', 'd'];
    assert.deepEqual(await first.texts(), everything);
    await ayesha.waitForDigest(() => first.digest());
    assert.deepEqual(await ayesha.texts(), everything);
  });

  it('when the tab that works crashes, the other can go on', async () => {
    const debug = await first.page.context().newCDPSession(first.page);
    const crashed = first.page.waitForEvent('crash');
    debug.send('Page.crash').catch(() => undefined); // its answer dies with the page
    await crashed;
    await useHere(second);
    await second.open('Ayesha');
    await second.waitForStanding('linked', 60_000);
    await second.say('after the crash');
    await second.waitForState('after the crash', 'read');
    assert.equal((await ayesha.texts()).filter((text) => text === 'after the crash').length, 1);
    assert.deepEqual(await ayesha.texts(), await second.texts());
  });

  it('left nothing behind but the crash that was ordered', async () => {
    assert.deepEqual(
      stage.trouble.map(({ kind }) => kind),
      ['crash'],
    );
  });
});
