import { css } from 'lit';

/** A choice from a list of the platform's, as tall as every other control. */
export const selectStyles = css`
  select {
    min-inline-size: 0;
    min-block-size: var(--target);
    padding-inline: var(--s2);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
  }
`;
