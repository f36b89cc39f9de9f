import { css, html, type TemplateResult } from 'lit';
import type { ConversationView } from '../../app/conversation-views.js';
import type { PersonId } from '../../protocol/ids.js';
import { icon } from './icon.js';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const HUES = 8;

/** The first letter of a name on a colour that a person keeps. Decoration: the name stands beside it. */
export function avatar(name: string, person: PersonId): TemplateResult {
  return html`<span class="avatar hue-${hueOf(person)}" aria-hidden="true"
    ><bdi>${firstLetter(name)}</bdi></span
  >`;
}

/** The other person's picture, or that of a group: a square, for a channel or a draft with a picture in place of the letter. */
export function conversationAvatar({
  id,
  kind,
  person,
  name,
}: Pick<ConversationView, 'id' | 'kind' | 'person' | 'name'>): TemplateResult {
  if (person !== null) return avatar(name, person);
  return html`<span class="avatar group hue-${hueOf(id)}" aria-hidden="true"
    >${kind === 'channel' ? icon('megaphone') : kind === 'draft' ? icon('file-pen-line') : html`<bdi>${firstLetter(name)}</bdi>`}</span
  >`;
}

const hueOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16) % HUES;

function firstLetter(name: string): string {
  const first = graphemes.segment(name.trim())[Symbol.iterator]().next();
  return first.done === true ? '' : first.value.segment.toLocaleUpperCase();
}

/** White letters on each of the eight colours: at least 4.5:1. */
export const avatarStyles = css`
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border-radius: 50%;
    overflow: clip;
    color: #fff;
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1;
  }

  .avatar.group {
    border-radius: var(--radius);
  }

  .hue-0 {
    background: #1f6f5c;
  }
  .hue-1 {
    background: #24618f;
  }
  .hue-2 {
    background: #6a4c93;
  }
  .hue-3 {
    background: #8d4058;
  }
  .hue-4 {
    background: #7b5220;
  }
  .hue-5 {
    background: #3f6328;
  }
  .hue-6 {
    background: #3e5568;
  }
  .hue-7 {
    background: #80461f;
  }

  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
