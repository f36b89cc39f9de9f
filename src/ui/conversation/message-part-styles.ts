import { css } from 'lit';

/** What a message carries beside its text: quote, poll, notes, reactions, and the button of its menu. */
export const messagePartStyles = css`
  .message .quote {
    display: grid;
    justify-content: stretch;
    justify-items: start;
    gap: 0;
    inline-size: 100%;
    min-block-size: 0;
    margin-block: var(--s1);
    padding: var(--s1) var(--s3);
    border: 0;
    border-inline-start: 3px solid var(--accent);
    border-radius: var(--radius-s);
    background: color-mix(in srgb, currentColor 8%, transparent);
    color: inherit;
    font-size: var(--text-sm);
    font-weight: inherit;
    line-height: var(--leading);
    text-align: start;
  }

  .message button.quote {
    min-block-size: var(--target);
  }

  button.quote:hover {
    background: color-mix(in srgb, currentColor 14%, transparent);
  }

  .quoted {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    contain: paint;
    overflow-wrap: anywhere;
    font-family: var(--font-reading);
  }

  .quoted.absent {
    color: inherit;
  }

  .poll {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s1);
    min-inline-size: min(18rem, 60vw);
  }

  .memo {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: var(--s2);
    min-inline-size: min(16rem, 60vw);
    padding-block: var(--s1);
  }

  .memo .how {
    display: flex;
    align-items: center;
    gap: var(--s2);
  }

  .memo .about {
    font-family: var(--font-reading);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  [data-kind='memo'] .about {
    font-weight: 600;
  }

  .approvers q {
    display: block;
    color: inherit;
    quotes: none;
    font-family: var(--font-reading);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .poll legend {
    margin: 0;
    font-weight: 600;
  }

  .how {
    color: var(--text-2);
    font-size: var(--text-xs);
  }

  .own .how {
    color: var(--own-text-2);
  }

  .option {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    column-gap: var(--s2);
    min-block-size: var(--target);
    padding-block: var(--s1);
    font-weight: inherit;
    cursor: pointer;
  }

  .poll:disabled .option {
    cursor: auto;
  }

  .option input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--accent);
  }

  /* Beside its button, whatever its own direction is. */
  .option .words {
    font-family: var(--font-reading);
    justify-self: start;
  }

  .option .count {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }

  .option progress {
    grid-column: 2 / -1;
    inline-size: 100%;
    block-size: 0.375rem;
    border: 0;
    border-radius: 1rem;
    overflow: clip;
    background: color-mix(in srgb, currentColor 16%, transparent);
    appearance: none;
  }

  .option progress::-webkit-progress-bar {
    background: color-mix(in srgb, currentColor 16%, transparent);
  }

  .option progress::-webkit-progress-value {
    background: var(--accent);
  }

  .option progress::-moz-progress-bar {
    background: var(--accent);
  }

  .poll-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: var(--s2);
  }

  .poll-foot button,
  .note-row .count {
    padding-inline: var(--s2);
    margin-inline-start: calc(-1 * var(--s2));
    font-size: var(--text-sm);
  }

  /* Words to look at. The room a finger needs around them lies over the edges of what stands beside them. */
  .poll-foot button,
  .note-row .count {
    margin-block: -0.625rem;
  }

  .note-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: var(--s4);
    font-size: var(--text-sm);
  }

  .note-row .noted {
    margin-block: var(--s1);
    border-color: var(--accent);
  }

  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1);
    margin-block: var(--s1);
  }

  .reaction {
    gap: var(--s1);
    min-inline-size: 3.25rem;
    padding-inline: var(--s2);
    border-color: var(--line-strong);
    border-radius: calc(var(--target) / 2);
    background: var(--surface);
    color: var(--text);
    font-size: var(--text-sm);
  }

  .reaction[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 1px var(--accent);
    font-weight: 650;
  }

  .emoji {
    font-size: 1.25em;
    line-height: 1.2;
  }

  .actions {
    position: absolute;
    inset-block-start: 0;
    border-radius: 50%;
    opacity: 0;
  }

  .message .actions {
    color: var(--text-2);
  }

  .other .actions {
    inset-inline-start: calc(100% + var(--s1));
  }

  .own .actions {
    inset-inline-end: calc(100% + var(--s1));
  }

  li:hover .actions,
  .message:focus .actions,
  .message:focus-within .actions,
  .actions[aria-expanded='true'] {
    opacity: 1;
  }

  @media (hover: none) {
    .actions {
      opacity: 0.75;
    }
  }

  @media (forced-colors: active) {
    .reaction[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
