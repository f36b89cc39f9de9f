import { assert } from '@open-wc/testing';
import { html, LitElement } from 'lit';
import { show } from '../../../test/support/screen.js';
import { LazyElements } from './lazy-elements.js';

class TestLazyHost extends LitElement {
  fetches = 0;
  works = false;
  readonly later = new LazyElements(this, {
    part: async () => {
      this.fetches++;
      if (!this.works) throw new TypeError('Failed to fetch dynamically imported module');
    },
  });

  protected override render() {
    return html`${this.later.state('part')}`;
  }
}
customElements.define('test-lazy-host', TestLazyHost);

declare global {
  interface HTMLElementTagNameMap {
    'test-lazy-host': TestLazyHost;
  }
}

const text = async (host: TestLazyHost) => {
  await host.updateComplete;
  return host.shadowRoot?.textContent;
};

describe('LazyElements', () => {
  it('says that a part is missing, tries again when asked, and fetches what is there once', async () => {
    const host = await show('test-lazy-host');
    assert.equal(await text(host), 'loading');
    assert.equal(host.fetches, 0, 'nothing is fetched before it is wanted');
    await host.later.want('part');
    assert.equal(await text(host), 'failed');
    host.works = true;
    const [first, second] = [host.later.want('part'), host.later.want('part')];
    assert.equal(await text(host), 'loading');
    await Promise.all([first, second]);
    assert.equal(await text(host), 'ready');
    await host.later.want('part');
    assert.equal(host.fetches, 2);
  });
});
