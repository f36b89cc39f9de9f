import { css } from 'lit';

/** A sheet of paper on the page. It needs `editorStyles`. */
export const sheetStyles = css`
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
    :host {
      block-size: auto;
      overflow: visible;
    }

    .page {
      max-inline-size: none;
      padding: 0;
    }

    .sheet {
      border: none;
      border-radius: 0;
      background: white;
      overflow: visible;
    }
  }
`;
