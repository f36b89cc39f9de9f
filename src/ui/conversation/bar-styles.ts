import { css } from 'lit';

/** What stands in the composer's place where nothing can be written now. */
export const barStyles = css`
  :host {
    display: block;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
    padding: var(--s3) max(var(--s4), env(safe-area-inset-right)) max(var(--s3), env(safe-area-inset-bottom))
      max(var(--s4), env(safe-area-inset-left));
  }

  .inner {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    max-inline-size: 60rem;
    margin-inline: auto;
  }
`;
