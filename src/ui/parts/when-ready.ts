import { html, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { LazyElements } from '../controllers/lazy-elements.js';

/** What to say where code cannot be had: offline before everything was cached. */
export const notLoadedWords = (): string =>
  msg(
    'This part of Beep could not be loaded. Nothing is lost. Connect to the office network once, and try again.',
  );

/** What needs the elements called `name`, as soon as their code is there; until then, or if it cannot be had, words. */
export function whenReady<Name extends string>(
  later: LazyElements<Name>,
  name: Name,
  render: () => unknown,
): TemplateResult {
  switch (later.state(name)) {
    case 'ready':
      return html`${render()}`;
    case 'loading':
      return html`<p class="loading" role="status">${msg('Loading…')}</p>`;
    case 'failed':
      return html`<div class="loading" role="alert">
        <p>${notLoadedWords()}</p>
        <button @click=${() => void later.want(name)}>${msg('Try again')}</button>
      </div>`;
  }
}
