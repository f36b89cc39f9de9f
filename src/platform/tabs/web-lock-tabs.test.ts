import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { tabsContract } from '../../../test/contract/tabs.contract.js';
import { createTabs } from './web-lock-tabs.js';

let profiles = 0;
const newProfile = () => {
  const name = `tabs-${profiles++}`;
  return { name, tab: () => createTabs({ name, patienceMs: 200 }) };
};

tabsContract(mochaHarness, 'the Web Lock', newProfile);

describe('the Web Lock', () => {
  it('tells the tab it was stolen from to stop, even if nobody asked it', async () => {
    const { name, tab } = newProfile();
    const holder = tab();
    let stops = 0;
    await holder.claim();
    holder.onAsked(() => {
      stops++;
      return Promise.resolve();
    });
    await navigator.locks.request(name, { steal: true }, () => {});
    await until('it to stop', () => stops === 1);
    assert.equal(await holder.claim(), true, 'and it may ask again');
    holder.release();
  });

  it('is not given up by a tab that stops too late, after it has taken it back', async () => {
    const { tab } = newProfile();
    const [first, second] = [tab(), tab()];
    let stopped = (): void => {};
    await first.claim();
    first.onAsked(() => new Promise((resolve) => (stopped = resolve)));
    await second.takeOver(); // stolen: the first one does not stop in time
    await first.takeOver();
    stopped();
    await new Promise((resolve) => setTimeout(resolve)); // whatever follows from it has followed
    assert.isFalse(await second.claim());
    first.release();
  });

  it('does not ask a tab that has nothing to give', async () => {
    const { tab } = newProfile();
    const [idle, first, second] = [tab(), tab(), tab()];
    let asked = 0;
    idle.onAsked(() => {
      asked++;
      return Promise.resolve();
    });
    await first.claim();
    await second.takeOver();
    assert.equal(asked, 0);
    second.release();
  });
});
