import { css } from 'lit';

/** A page of text and controls beside the chats: one column that scrolls, cards with a heading each. */
export const page = css`
  :host {
    display: block;
    block-size: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--s4);
    max-inline-size: 44rem;
    margin-inline: auto;
    padding: var(--s5) var(--s4) var(--s7);
  }

  /* The title of a page that one came to from another, and the way back. */
  .head {
    display: flex;
    align-items: center;
    gap: var(--s2);
    min-inline-size: 0;
  }

  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    padding: var(--s4);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: var(--s3);
    padding: var(--s7) var(--s4);
    color: var(--text-2);
    text-align: center;
  }

  .empty > .icon {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    stroke-width: 1.5;
  }

  .empty h2 {
    color: var(--text);
  }

  .empty p {
    max-inline-size: 26rem;
  }
`;
