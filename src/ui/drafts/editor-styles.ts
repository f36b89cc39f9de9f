import { css } from 'lit';

/** What is written in a draft, on the screen and on paper. ProseMirror needs the white space kept as it is. */
export const editorStyles = css`
  .text {
    position: relative;
    max-inline-size: 46rem;
    min-block-size: 100%;
    margin-inline: auto;
    padding: var(--s5) var(--s4) var(--s7);
    outline: none;
    font-family: var(--font-reading);
    line-height: var(--leading);
    white-space: pre-wrap;
    white-space: break-spaces;
    overflow-wrap: anywhere;
    font-variant-ligatures: none;
    caret-color: var(--accent);
  }

  /* What is not edited has white space between its elements too. */
  .text.read,
  .text.read :is(td, li, blockquote) {
    white-space: normal;
  }

  .text.read :is(p, h1, h2) {
    white-space: pre-wrap;
  }

  .text.read p:empty {
    min-block-size: 1lh;
  }

  .text > * + * {
    margin-block-start: var(--s3);
  }

  .text h1 {
    padding-block-end: var(--s2);
    border-block-end: 1px solid var(--line);
    font-size: var(--text-lg);
    text-align: start;
  }

  .text h2 {
    margin-block-start: var(--s4);
    font-size: var(--text-md);
  }

  .text :is(p, h1, h2) {
    text-align: start;
  }

  .text :is(p, h1, h2):not([dir]) {
    unicode-bidi: plaintext;
  }

  .text :is(ul, ol) {
    padding-inline-start: 1.75em;
    list-style: revert;
  }

  .text li + li {
    margin-block-start: var(--s1);
  }

  .text blockquote {
    margin-inline: 0;
    padding-inline-start: var(--s3);
    border-inline-start: 3px solid var(--line-strong);
    color: var(--text-2);
  }

  .text table {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }

  .text td {
    padding: var(--s1) var(--s2);
    border: 1px solid var(--line-strong);
    vertical-align: top;
  }

  .text .selectedCell {
    background: var(--accent-soft);
  }

  .text .empty::before {
    float: inline-start;
    block-size: 0;
    color: var(--text-2);
    content: attr(data-words);
    pointer-events: none;
  }

  .text .others-caret {
    position: relative;
    margin-inline: -1px;
    border-inline-start: 2px solid var(--others);
    pointer-events: none;
  }

  .text .others-caret bdi {
    position: absolute;
    inset-block-end: 100%;
    inset-inline-start: -2px;
    max-inline-size: 12em;
    padding: 0 0.4em;
    border-radius: var(--radius-s, 4px);
    background: var(--others);
    color: white;
    font-family: var(--font);
    font-size: var(--text-xs);
    line-height: 1.4;
    white-space: nowrap;
    overflow: clip;
    text-overflow: ellipsis;
  }

  .text .others-selection {
    background: color-mix(in srgb, var(--others) 25%, transparent);
  }

  .hue-0 {
    --others: #1f6f5c;
  }
  .hue-1 {
    --others: #24618f;
  }
  .hue-2 {
    --others: #6a4c93;
  }
  .hue-3 {
    --others: #8d4058;
  }
  .hue-4 {
    --others: #7b5220;
  }
  .hue-5 {
    --others: #3f6328;
  }
  .hue-6 {
    --others: #3e5568;
  }
  .hue-7 {
    --others: #80461f;
  }

  .text .found {
    background: var(--warn-soft);
    outline: 1px solid var(--warn);
  }

  .text .found.at {
    background: var(--warn);
    color: var(--surface);
  }

  .text img.ProseMirror-separator {
    display: none;
  }

  @media print {
    .text {
      max-inline-size: none;
      padding: 0;
      color: black;
      font-size: 11pt;
    }

    .text h1 {
      border-color: black;
      font-size: 15pt;
    }

    .text :is(h1, h2) {
      break-after: avoid;
    }

    .text :is(td, blockquote) {
      border-color: black;
      color: black;
    }

    .text tr {
      break-inside: avoid;
    }

    .text .empty::before {
      content: none;
    }

    .text .others-caret {
      display: none;
    }

    .text .found,
    .text .found.at,
    .text .others-selection {
      background: none;
      color: inherit;
      outline: none;
    }
  }
`;
