import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon.js';

/** The title of a page that one came to from another, and the way back. It needs `styles/page.ts`. */
export const pageHead = (
  back: { readonly href: string; readonly words: string },
  title: string,
): TemplateResult => html`
  <div class="head">
    <a class="button quiet only-icon" href=${back.href}>
      ${icon('arrow-left')}<span class="sr">${back.words}</span>
    </a>
    <h1 tabindex="-1">${title}</h1>
  </div>
`;

/** What a page says in place of a list that is empty, and how there comes to be something in it. */
export const emptyPage = (
  picture: IconName,
  heading: string,
  words: string,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult => html`
  <div class="empty">
    ${icon(picture)}
    <h2>${heading}</h2>
    <p>${words}</p>
    ${more}
  </div>
`;
