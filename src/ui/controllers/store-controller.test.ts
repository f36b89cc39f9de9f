import { assert } from '@open-wc/testing';
import { html, LitElement } from 'lit';
import { Store } from '../../app/store.js';
import { show } from '../../../test/support/screen.js';
import { StoreController } from './store-controller.js';

interface State {
  readonly shown: string;
  readonly other: number;
}

class TestHost extends LitElement {
  static override properties = { store: { attribute: false } };
  declare store: Store<State>;
  renders = 0;
  readonly #shown = new StoreController(
    this,
    () => this.store,
    ({ shown }) => shown,
  );

  protected override render() {
    this.renders++;
    return html`${this.#shown.value}`;
  }
}
customElements.define('test-store-host', TestHost);

declare global {
  interface HTMLElementTagNameMap {
    'test-store-host': TestHost;
  }
}

const mount = async () => {
  const store = new Store<State>({ shown: 'a', other: 0 });
  return { store, host: await show('test-store-host', { store }) };
};
const text = (host: TestHost) => host.shadowRoot?.textContent;

describe('StoreController', () => {
  it('renders again when its slice changes, and only then', async () => {
    const { store, host } = await mount();
    const before = host.renders;
    store.update((now) => ({ ...now, other: 1 }));
    await host.updateComplete;
    assert.equal(host.renders, before);
    store.update((now) => ({ ...now, shown: 'b' }));
    await host.updateComplete;
    assert.deepEqual([host.renders, text(host)], [before + 1, 'b']);
  });

  it('follows another store when it is given one', async () => {
    const { store, host } = await mount();
    const next = new Store<State>({ shown: 'n', other: 0 });
    host.store = next;
    await host.updateComplete;
    assert.equal(text(host), 'n');
    const before = host.renders;
    store.update((now) => ({ ...now, shown: 'old' }));
    await host.updateComplete;
    assert.equal(host.renders, before);
    next.update((now) => ({ ...now, shown: 'new' }));
    await host.updateComplete;
    assert.equal(text(host), 'new');
  });

  it('lets go when removed and catches up when put back', async () => {
    const { store, host } = await mount();
    const parent = host.parentElement;
    host.remove();
    const before = host.renders;
    store.update((now) => ({ ...now, shown: 'while away' }));
    await host.updateComplete;
    assert.equal(host.renders, before);
    parent?.append(host);
    await host.updateComplete;
    assert.equal(text(host), 'while away');
  });
});
