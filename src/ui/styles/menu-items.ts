import { css } from 'lit';

/** What stands in a `beep-action-menu`: rows of a picture and words. */
export const menuItems = css`
  [role^='menuitem'].item {
    display: flex;
    justify-content: flex-start;
    gap: var(--s3);
    inline-size: 100%;
    padding-inline: var(--s3);
    border-color: transparent;
    border-radius: var(--radius-s);
    background: none;
    color: var(--text);
    font-weight: inherit;
    text-align: start;
  }

  [role^='menuitem'].item:hover,
  [role^='menuitem'].item:focus-visible {
    background: var(--surface-2);
  }

  [role^='menuitem']:focus-visible {
    outline-offset: -2px;
  }

  [role^='menuitem'].item.danger {
    color: var(--danger);
  }

  .item .check {
    margin-inline-start: auto;
  }
`;
