import { css } from 'lit';

/** A list of people, one wide link each. */
export const rowStyles = css`
  .rows {
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    overflow: clip;
  }

  .rows li + li {
    border-block-start: 1px solid var(--line);
  }

  .rows a {
    display: flex;
    align-items: center;
    gap: var(--s3);
    min-block-size: 3.75rem;
    padding: var(--s2) var(--s4);
    color: inherit;
    text-decoration: none;
  }

  .rows a:hover {
    background: var(--hover);
  }

  .rows a:focus-visible {
    outline-offset: -2px;
  }

  .rows .what {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
  }

  .rows .name {
    font-weight: 600;
  }

  .rows a > .icon {
    color: var(--text-2);
  }
`;
