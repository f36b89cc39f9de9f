import { css } from 'lit';
import { printedPage } from '../styles/printed-page.js';

/** A sheet of paper on the page. It needs `editorStyles`. */
export const sheetStyles = [
  printedPage,
  css`
    .sheet {
      border: 1px solid var(--line);
      border-radius: var(--radius-l);
      background: var(--surface);
      overflow: clip;
    }

    .sheet .text {
      min-block-size: 0;
      padding-block: var(--s5);
    }

    @media print {
      .sheet {
        border: none;
        border-radius: 0;
        background: white;
        overflow: visible;
      }
    }
  `,
];
