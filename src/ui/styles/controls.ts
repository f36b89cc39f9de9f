import { css } from 'lit';

/** Buttons, fields, choices and notes. All native elements; 44 px to touch; borders at 3:1. */
export const controls = css`
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--s2);
    min-block-size: var(--target);
    min-inline-size: var(--target);
    padding: var(--s1) var(--s4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-weight: 550;
    line-height: var(--leading-tight);
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background-color var(--fast);
    touch-action: manipulation;
  }

  button:hover,
  .button:hover {
    background: var(--surface-2);
  }

  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  button.primary:hover {
    border-color: var(--accent-hover);
    background: var(--accent-hover);
  }

  button.danger {
    border-color: var(--danger);
    color: var(--danger);
  }

  button.quiet,
  .button.quiet {
    border-color: transparent;
    background: none;
    color: inherit;
  }

  button.quiet:hover,
  .button.quiet:hover {
    background: var(--surface-2);
  }

  button.only-icon,
  .button.only-icon {
    padding: 0;
  }

  button:disabled {
    border-color: var(--line);
    background: var(--surface-2);
    color: var(--text-2);
    cursor: not-allowed;
  }

  label,
  legend {
    padding: 0;
    font-weight: 550;
  }

  legend {
    margin-block-end: var(--s1);
  }

  input:not([type='radio'], [type='checkbox']),
  textarea {
    display: block;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: var(--target);
    padding: var(--s2) var(--s3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: max(1rem, var(--text-md)); /* iOS zooms the page at fields under 16 px */
  }

  input:focus-visible,
  textarea:focus-visible {
    outline-offset: 0;
  }

  input[readonly] {
    background: var(--surface-2);
  }

  [aria-invalid='true'] {
    border-color: var(--danger);
  }

  .field {
    display: grid;
    gap: var(--s1);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }

  .choice {
    display: inline-flex;
    align-items: center;
    gap: var(--s2);
    min-block-size: var(--target);
    padding: var(--s1) var(--s4);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    cursor: pointer;
  }

  .choice:hover {
    background: var(--surface-2);
  }

  .choice:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 1px var(--accent);
  }

  .choice:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .choice input {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0;
    accent-color: var(--accent);
  }

  .choice input:focus-visible {
    outline: none;
  }

  .note {
    display: flex;
    gap: var(--s2);
    padding: var(--s3);
    border-radius: var(--radius);
    border-inline-start: 4px solid var(--line-strong);
    background: var(--surface-2);
    font-size: var(--text-sm);
  }

  .note > .icon {
    margin-block-start: 0.1em;
  }

  .note.bad {
    border-color: var(--danger);
    background: var(--danger-soft);
  }

  .note.warn {
    border-color: var(--warn);
    background: var(--warn-soft);
  }

  .note.good {
    border-color: var(--accent);
    background: var(--accent-soft);
  }

  .steps {
    display: grid;
    gap: var(--s1);
    padding-inline-start: 1.5em;
    list-style: decimal;
  }

  @media (forced-colors: active) {
    button.primary {
      border-width: 2px;
    }

    .choice:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
