import { css } from 'lit';

const dark = css`
  color-scheme: dark;
  --bg: #0f1519;
  --surface: #172026;
  --surface-2: #202b32;
  --hover: #1c262d;
  --line: #2c3941;
  --line-strong: #7b8b96;
  --text: #e7edf1;
  --text-2: #a7b5bf;
  --accent: #5fcaa9;
  --on-accent: #06231a;
  --accent-hover: #7bd8bb;
  --accent-soft: #173a30;
  --accent-text: #7cd7bb;
  --own: #1b4639;
  --own-text: #e6f4ee;
  --own-text-2: #b3d3c6;
  --danger: #ff9f97;
  --danger-soft: #3d1e1e;
  --warn: #f1c577;
  --warn-soft: #362b14;
  --info-soft: #18303f;
  --focus: #8fc7ff;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%);
  --shadow-high: 0 12px 40px rgb(0 0 0 / 60%);
`;

/**
 * Every colour, size and face of the interface, as custom properties of the document. They cross shadow roots, so each
 * element uses them and none defines its own. Contrast of text is at least 4.5:1 on each surface that carries it.
 */
export const tokens = css`
  :root {
    color-scheme: light;
    --bg: #f4f6f7;
    --surface: #ffffff;
    --surface-2: #ebeff1;
    --hover: #f0f3f4;
    --line: #d8dfe3;
    --line-strong: #7d8a93;
    --text: #17222a;
    --text-2: #4d5c67;
    --accent: #0c5f4a;
    --on-accent: #ffffff;
    --accent-hover: #094a3a;
    --accent-soft: #dcefe8;
    --accent-text: #0b5845;
    --own: #d6ece3;
    --own-text: #10251d;
    --own-text-2: #3f5a50;
    --danger: #a3211c;
    --danger-soft: #fbe7e6;
    --warn: #744a00;
    --warn-soft: #fdf1d7;
    --info-soft: #e3eff8;
    --focus: #0b5fc4;
    --shadow: 0 1px 2px rgb(16 32 42 / 9%);
    --shadow-high: 0 12px 40px rgb(16 32 42 / 22%);

    /* Spacing: steps of 4 px at the usual text size. */
    --s1: 0.25rem;
    --s2: 0.5rem;
    --s3: 0.75rem;
    --s4: 1rem;
    --s5: 1.5rem;
    --s6: 2rem;
    --s7: 3rem;
    /* What fingers hit: never less than 44 px, whatever size of text the browser is set to. */
    --target: max(44px, 2.75rem);
    --radius-s: 0.375rem;
    --radius: 0.625rem;
    --radius-l: 1rem;

    --text-xs: 0.75rem;
    --text-sm: 0.8125rem;
    --text-md: 0.9375rem;
    --text-lg: 1.125rem;
    --text-xl: 1.375rem;
    --text-2xl: 1.75rem;
    --leading: 1.5;
    --leading-tight: 1.25;
    /* For Urdu text wherever it stands: Naskh needs 1.7, Nastaliq 1.9 and more. */
    --leading-urdu: 1.75;
    --text-urdu: 1.0625rem;

    /* The Urdu face comes first: its files hold Arabic letters alone, so Latin ones fall through to the system's face. */
    --font: 'Noto Naskh Arabic', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --font-reading: var(--font);
    --fast: 120ms;
  }

  :root[data-theme='dark'] {
    ${dark}
  }

  @media (prefers-color-scheme: dark) {
    :root:not([data-theme='light']) {
      ${dark}
    }
  }

  /* Naskh letters are smaller at the same size and need room above and below. */
  :root:lang(ur) {
    --text-xs: 0.8125rem;
    --text-sm: 0.9375rem;
    --text-md: 1.0625rem;
    --text-lg: 1.25rem;
    --text-xl: 1.5rem;
    --text-2xl: 1.9375rem;
    --leading: 1.7;
    --leading-tight: 1.7;
  }

  :root[data-face='nastaliq'] {
    --font-reading: 'Noto Nastaliq Urdu', var(--font);
    --leading-urdu: 2.2;
  }

  @media (prefers-reduced-motion: reduce) {
    :root {
      --fast: 0ms;
    }
  }

  html {
    block-size: 100%;
    background: var(--bg);
    color: var(--text);
    font: var(--text-md) / var(--leading) var(--font);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  body {
    margin: 0;
    block-size: 100%;
    overflow: hidden;
  }

  @page {
    size: A4;
    margin: 2cm;
  }

  @media print {
    html,
    body,
    #app {
      block-size: auto;
      overflow: visible;
      background: white;
    }
  }
`;

/** Gives the document the tokens, once, without a style element: the Content-Security-Policy allows adopted sheets only. */
export function adoptTokens(): void {
  const { styleSheet } = tokens;
  if (styleSheet !== undefined && !document.adoptedStyleSheets.includes(styleSheet)) {
    document.adoptedStyleSheets.push(styleSheet);
  }
}
