import { css } from 'lit';

/** A rail, the list and the chat side by side on a desk; one of them at a time, with the rail below, on a phone. */
export const shellStyles = css`
  :host {
    display: grid;
    grid-template:
      'banners' auto
      'connection' auto
      'content' minmax(0, 1fr)
      'nav' auto / minmax(0, 1fr);
    block-size: 100dvh;
    padding-block-start: env(safe-area-inset-top);
  }

  .banners {
    grid-area: banners;
    min-inline-size: 0;
  }

  nav {
    grid-area: nav;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
    padding-block-end: env(safe-area-inset-bottom);
  }

  nav ul {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }

  nav a {
    position: relative;
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 0.125rem;
    min-block-size: 3.5rem;
    padding: var(--s1);
    color: var(--text-2);
    font-size: var(--text-xs);
    font-weight: 550;
    line-height: var(--leading-tight);
    text-decoration: none;
  }

  nav a:hover {
    color: var(--text);
  }

  nav a:focus-visible {
    outline-offset: -3px;
    border-radius: var(--radius);
  }

  nav a[aria-current='page'] {
    color: var(--accent-text);
  }

  nav .pill {
    display: grid;
    place-items: center;
    inline-size: 3.25rem;
    block-size: 1.875rem;
    border-radius: 1rem;
  }

  nav a[aria-current='page'] .pill {
    background: var(--accent-soft);
  }

  .pill .icon {
    inline-size: 1.375rem;
    block-size: 1.375rem;
  }

  nav .count {
    position: absolute;
    inset-block-start: 0.25rem;
    inset-inline-start: calc(50% + 0.375rem);
    min-inline-size: 1.125rem;
    padding-inline: 0.25rem;
    border-radius: 1rem;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 0.6875rem;
    font-weight: 650;
    line-height: 1.125rem;
    text-align: center;
  }

  beep-connection {
    grid-area: connection;
    border-block-end: 1px solid var(--line);
    background: var(--surface);
  }

  .chats {
    display: flex;
    flex-direction: column;
    grid-area: content;
    min-block-size: 0;
    background: var(--surface);
  }

  .chats > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--s2);
    padding-block: var(--s2);
    padding-inline: var(--s4) var(--s3);
  }

  .chats > header > :is(h1, h2) {
    font-size: var(--text-xl);
  }

  .chats > header > .starred {
    margin-inline-start: auto;
  }

  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0 var(--s2) var(--s3);
  }

  main {
    grid-area: content;
    min-block-size: 0;
    min-inline-size: 0;
    background: var(--bg);
  }

  .loading {
    padding: var(--s7) var(--s4);
    color: var(--text-2);
    text-align: center;
  }

  .hint {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--s3);
    block-size: 100%;
    padding: var(--s5);
    color: var(--text-2);
    text-align: center;
  }

  .hint .icon,
  .empty .icon {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    stroke-width: 1.5;
  }

  .hint p,
  .empty p {
    max-inline-size: 24rem;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: var(--s3);
    padding: var(--s6) var(--s4);
    color: var(--text-2);
    text-align: center;
  }

  .empty h2 {
    color: var(--text);
    font-size: var(--text-lg);
  }

  .empty button .icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    stroke-width: 2;
  }

  @media (max-width: 51.99rem) {
    [data-page='chats'] {
      display: none;
    }

    .beside {
      display: none;
    }

    :host([in-chat]) nav {
      display: none;
    }

    /* In a chat the header speaks of the link; the server is worth a line only when it is away. */
    :host([in-chat][up]) beep-connection {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }

  @media (min-width: 52rem) {
    :host {
      grid-template:
        'banners banners banners' auto
        'nav list content' minmax(0, 1fr)
        'connection list content' auto / 5.5rem clamp(17rem, 30vw, 23rem) minmax(0, 1fr);
    }

    nav {
      border-block-start: 0;
      border-inline-end: 1px solid var(--line);
      padding-block-end: 0;
    }

    nav ul {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--s1);
      padding-block: var(--s2);
    }

    nav a {
      min-block-size: 3.75rem;
    }

    beep-connection {
      border-block-end: 0;
      border-inline-end: 1px solid var(--line);
      padding-block: var(--s2) max(var(--s3), env(safe-area-inset-bottom));
    }

    .chats {
      grid-area: list;
      border-inline-end: 1px solid var(--line);
    }

    main.wide {
      grid-column: list / content;
    }
  }

  @media (forced-colors: active) {
    nav a[aria-current='page'] .pill {
      outline: 2px solid Highlight;
    }
  }

  /* What is printed is the page itself, as long as it is. */
  @media print {
    :host,
    main {
      display: block !important;
      block-size: auto !important;
      overflow: visible !important;
    }

    nav,
    .banners,
    .chats.beside,
    beep-connection {
      display: none !important;
    }
  }
`;
