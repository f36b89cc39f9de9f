import { css } from 'lit';

/** People, departments and posts as lists, on a phone and on a desk. */
export const directoryStyles = css`
  .sought {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: grid;
    gap: var(--s1);
    margin-inline: calc(-1 * var(--s4));
    padding: var(--s2) var(--s4);
    background: var(--bg);
  }

  .crumbs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--s1);
  }

  .crumbs li {
    display: flex;
    align-items: center;
    gap: var(--s1);
    min-inline-size: 0;
  }

  .crumbs a,
  .crumbs [aria-current] {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--target);
    padding-inline: var(--s1);
  }

  .crumbs [aria-current] {
    font-weight: 600;
  }

  .crumbs .icon {
    color: var(--text-2);
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
  }

  .list {
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    overflow: clip;
  }

  .list > li {
    display: flex;
    align-items: center;
    gap: var(--s3);
    padding: var(--s2) var(--s4);
    content-visibility: auto;
    contain-intrinsic-block-size: auto 5.5rem;
  }

  .list > li + li {
    border-block-start: 1px solid var(--line);
  }

  .list > li:focus-within {
    background: var(--hover);
  }

  .list > li.lapsed .avatar {
    filter: grayscale(1);
    opacity: 0.6;
  }

  .list > li.lapsed .name {
    color: var(--text-2);
  }

  .who {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .names {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: var(--s2);
  }

  .name {
    font-weight: 600;
  }

  .where {
    font-size: var(--text-sm);
  }

  .grade {
    white-space: nowrap;
  }

  .mark {
    display: flex;
    align-items: center;
    gap: var(--s1);
    font-size: var(--text-sm);
  }

  .mark.revoked {
    color: var(--danger);
  }

  .list button {
    flex: none;
    padding-inline: var(--s3);
  }

  .parts a {
    display: flex;
    flex: 1;
    align-items: center;
    gap: var(--s3);
    min-block-size: 3.25rem;
    min-inline-size: 0;
    color: inherit;
    text-decoration: none;
  }

  .parts > li {
    padding-block: 0;
  }

  .parts > li:hover {
    background: var(--hover);
  }

  .parts a > .icon {
    color: var(--text-2);
  }

  .parts a:focus-visible {
    outline-offset: -2px;
  }

  .count {
    color: var(--text-2);
    font-size: var(--text-sm);
    white-space: nowrap;
  }

  @media (max-width: 30rem) {
    .list > li {
      padding-inline: var(--s3);
    }

    .list button .words {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
