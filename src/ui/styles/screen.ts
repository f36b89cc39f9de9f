import { css } from 'lit';

/** A screen that stands alone, before or instead of the chats: one card in the middle. */
export const screen = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: safe center;
    justify-items: center;
    block-size: 100%;
    overflow-y: auto;
    padding: max(var(--s4), env(safe-area-inset-top)) max(var(--s4), env(safe-area-inset-right))
      max(var(--s4), env(safe-area-inset-bottom)) max(var(--s4), env(safe-area-inset-left));
  }

  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
    inline-size: min(100%, 27rem);
    padding: var(--s5);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .panel h1 {
    font-size: var(--text-2xl);
    letter-spacing: -0.01em;
  }

  .panel h1:lang(ur) {
    letter-spacing: normal;
  }

  .panel > [role='alert'] {
    display: grid;
    gap: var(--s3);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }

  @media (max-width: 30rem) {
    .panel {
      padding: var(--s4);
    }

    .actions > button {
      flex: 1 1 100%;
    }
  }
`;
