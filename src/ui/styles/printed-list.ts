import { css } from 'lit';

/** A page whose list, `.rows`, can be printed: whole, without what is there to be clicked. It needs `page`. */
export const printedList = css`
  .rows {
    display: grid;
    gap: var(--s3);
  }

  @media print {
    :host {
      block-size: auto;
      overflow: visible;
    }

    .acts,
    .head a {
      display: none;
    }

    .rows > li {
      break-inside: avoid;
    }
  }
`;
