import { css } from 'lit';

/** What every element starts from: box model, focus, text for screen readers alone, icons, user text. */
export const base = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ol,
  ul {
    list-style: none;
  }

  h1,
  h2,
  h3 {
    line-height: var(--leading-tight);
    font-weight: 650;
    text-wrap: balance;
  }

  h1 {
    font-size: var(--text-xl);
  }

  h2 {
    font-size: var(--text-lg);
  }

  h3 {
    font-size: var(--text-md);
  }

  p {
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  a {
    color: var(--accent-text);
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  h1:focus-visible {
    outline: none; /* a heading takes the focus on navigation so that it is read out; it is no control */
  }

  bdi {
    overflow-wrap: anywhere;
  }

  /* One line of somebody's text: cut at its own end, whichever way it runs, and set from the side the page begins. */
  .clip {
    display: block;
    inline-size: fit-content;
    min-inline-size: 0;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .icon {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.25em;
  }

  .icon.flip:dir(rtl) {
    transform: scaleX(-1);
  }

  .muted {
    color: var(--text-2);
  }

  .small {
    font-size: var(--text-sm);
  }
`;
