import { css } from 'lit';

/** The page of one draft. It needs `editorStyles`. */
export const draftStyles = css`
  :host {
    display: grid;
    grid-template: auto auto auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
    block-size: 100%;
    background: var(--surface);
  }

  header {
    display: flex;
    align-items: center;
    gap: var(--s2);
    padding: var(--s1) var(--s3);
    border-block-end: 1px solid var(--line);
  }

  header .words {
    flex: 1;
    min-inline-size: 0;
  }

  h1.title {
    font-size: var(--text-md);
  }

  .kept {
    color: var(--text-2);
    font-size: var(--text-xs);
  }

  .faults > *,
  .notes > * {
    margin-block-start: var(--s2);
  }

  .faults {
    padding-inline: var(--s4);
  }

  /* They scroll away with the paper: a memo that waits for an answer may be long. */
  .notes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    max-inline-size: 46rem;
    margin-inline: auto;
    padding-inline: var(--s4);
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s1) var(--s2);
    padding: var(--s1) var(--s3);
    border-block-end: 1px solid var(--line);
  }

  .acts select {
    max-inline-size: 12rem;
  }

  .people {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--s3);
    min-inline-size: 0;
    padding: 0;
    list-style: none;
    color: var(--text-2);
    font-size: var(--text-sm);
  }

  .people li {
    display: flex;
    align-items: center;
    gap: var(--s1);
    min-inline-size: 0;
    max-inline-size: 16rem;
  }

  .people bdi {
    color: var(--text);
  }

  .people .dot {
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--accent);
  }

  .people .role {
    flex: none;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--s2);
  }

  .now summary {
    min-block-size: var(--target);
    align-content: center;
    max-inline-size: 46rem;
    margin-inline: auto;
    padding-inline: var(--s4);
    color: var(--text-2);
    cursor: pointer;
  }

  .paper {
    grid-row: 5;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  footer {
    grid-row: 6;
    padding: var(--s1) var(--s4);
    border-block-start: 1px solid var(--line);
    color: var(--text-2);
    font-size: var(--text-xs);
    text-align: end;
  }

  @media (max-width: 51.99rem) {
    .acts {
      gap: 0 var(--s1);
    }

    .acts :is(button, .button) {
      padding-inline: var(--s2);
      font-size: var(--text-sm);
    }

    /* Beside a keyboard there is no room for more than the tools: the rest scrolls away with the paper. */
    :host {
      display: block;
      overflow-y: auto;
    }

    beep-draft-toolbar {
      position: sticky;
      inset-block-start: 0;
      z-index: 1;
    }

    .paper {
      overflow: visible;
    }

    .text {
      min-block-size: 50vh;
    }
  }

  @media print {
    header,
    footer,
    .acts,
    .faults,
    .notes,
    .now > summary {
      display: none;
    }

    :host,
    .paper {
      display: block;
      block-size: auto;
      overflow: visible;
      background: white;
    }
  }
`;
