import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import type { PlatformFacts } from '../../ui/app/platform-facts.js';
import { createBrowserFacts } from './browser-facts.js';

describe('createBrowserFacts', () => {
  it('is what the interface asks for', async () => {
    let failed = false;
    // The compiler compares the shapes here, since neither layer may know the other.
    const facts: Omit<PlatformFacts, 'loadEditor'> = createBrowserFacts('1.2.3+abc', () => (failed = true));
    assert.equal(facts.build, '1.2.3+abc');
    assert.isFalse(facts.update.value);
    assert.include(['installed', 'available', 'manual'], facts.install.value);
    await until('the browser’s answers', () => failed && facts.persisted.value !== null);
  });
});
