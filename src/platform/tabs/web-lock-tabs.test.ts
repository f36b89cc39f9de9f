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
