import type { ReactiveControllerHost } from 'lit';
import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { DirectoryView } from '../../app/official-views.js';
import { Store } from '../../app/store.js';
import type { BeepVerbs } from '../../app/views.js';
import { directoryHref } from '../app/routes.js';
import { whole, type StoreController } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';

const NO_DIRECTORY = new Store<DirectoryView>({ state: 'none', count: 0, asOfMs: 0, nextUpdateMs: 0 });

/** Shows a host whether there is a directory, and how much of it can be found. */
export function directoryState(
  host: ReactiveControllerHost & { readonly beep: BeepVerbs },
): StoreController<DirectoryView, DirectoryView> {
  whole(host, () => host.beep.official); // it comes with the registry, after the first screen
  return whole(host, () => host.beep.official.value?.directory.view ?? NO_DIRECTORY);
}

/** Leads to the directory, where there is one. */
export const directoryLink = (
  { state }: DirectoryView,
  leave: (() => void) | typeof nothing = nothing,
): TemplateResult | typeof nothing =>
  state === 'none'
    ? nothing
    : html`<a class="button" href=${directoryHref()} @click=${leave}
        >${icon('book-user')} ${msg('Directory')}</a
      >`;
