import { css } from 'lit';

export const timelineStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }

  .stage {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }

  .scroller {
    display: flex;
    flex-direction: column-reverse;
    block-size: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  .scroller:focus-visible {
    outline-offset: -2px;
  }

  .content {
    flex: 1 0 auto;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    inline-size: 100%;
    max-inline-size: 60rem;
    margin-inline: auto;
    padding: var(--s3) var(--s4) 1.75rem;
  }

  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 4rem;
  }

  .day,
  .unread {
    display: flex;
    align-items: center;
    gap: var(--s3);
    margin-block: var(--s4) var(--s2);
    color: var(--text-2);
    font-size: var(--text-xs);
    font-weight: 600;
  }

  .day {
    justify-content: center;
  }

  .day > span {
    padding: 0.125rem var(--s3);
    border-radius: 1rem;
    background: var(--surface-2);
  }

  .unread {
    color: var(--accent-text);
  }

  .unread::before,
  .unread::after {
    flex: 1;
    block-size: 1px;
    background: currentColor;
    content: '';
  }

  .older {
    display: grid;
    justify-items: center;
  }

  .older button {
    color: var(--accent-text);
    font-size: var(--text-sm);
  }

  .nothing {
    padding: var(--s6) var(--s4);
    color: var(--text-2);
    text-align: center;
  }

  /* Stands in the room that is kept below the last message: it comes and goes without moving anything. */
  .typing {
    position: absolute;
    inset-block-end: 0;
    inset-inline-start: var(--s4);
    max-inline-size: calc(100% - 2 * var(--s4));
    padding-inline: var(--s2);
    border-radius: var(--radius-s);
    overflow: hidden;
    background: var(--bg);
    color: var(--text-2);
    font-size: var(--text-xs);
    line-height: 1.5rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .looking {
    position: absolute;
    inset-block-start: var(--s3);
    inset-inline: 0;
    inline-size: fit-content;
    max-inline-size: calc(100% - 2 * var(--s4));
    margin-inline: auto;
    border-radius: 1rem;
    background: var(--surface);
    color: var(--text-2);
    font-size: var(--text-sm);
  }

  .looking:not(:empty) {
    padding: var(--s1) var(--s3);
    box-shadow: var(--shadow-high);
  }

  .missing,
  .full {
    display: grid;
    gap: 1px;
  }

  .missing .note,
  .full .note,
  .catching-up .note {
    border-radius: 0;
    padding-block: var(--s1);
  }

  .full .note {
    flex-wrap: wrap;
  }

  .full p {
    flex: 1 1 16rem;
    min-inline-size: 0;
    margin: 0;
  }

  .to-end {
    position: absolute;
    inset-block-end: var(--s3);
    inset-inline-end: var(--s4);
    padding-inline: var(--s3);
    border-radius: calc(var(--target) / 2);
    background: var(--surface);
    box-shadow: var(--shadow-high);
    font-size: var(--text-sm);
  }
`;
