import { css } from 'lit';

/** A page that is printed in the whole width of the paper, however far it is scrolled. It needs `page`. */
export const printedPage = css`
  @media print {
    :host {
      block-size: auto;
      overflow: visible;
    }

    .page {
      max-inline-size: none;
      padding: 0;
    }
  }
`;
