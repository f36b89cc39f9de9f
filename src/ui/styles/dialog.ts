import { css } from 'lit';

/** A window over everything: its title stays while the rest scrolls. */
export const dialogStyles = css`
  dialog {
    inline-size: min(100vw - 2 * var(--s3), 30rem);
    max-block-size: calc(100dvh - 2 * var(--s3));
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--shadow-high);
    overscroll-behavior: contain;
  }

  dialog::backdrop {
    background: rgb(8 16 22 / 55%);
  }

  dialog > header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--s3);
    padding-block: var(--s2);
    padding-inline: var(--s4) var(--s2);
    border-block-end: 1px solid var(--line);
    background: var(--surface);
  }
`;
