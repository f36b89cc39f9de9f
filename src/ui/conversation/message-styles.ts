import { css } from 'lit';

/** Bubbles: ours at the end of the line, theirs at its start; corners and tint say whose, so do place and name. */
export const messageStyles = css`
  .message {
    position: relative;
    inline-size: fit-content;
    max-inline-size: min(38rem, 82%);
    margin-block-start: var(--s3);
    padding: var(--s2) var(--s3) var(--s1);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
    scroll-margin-block: var(--s4);
  }

  .message.own {
    margin-inline-start: auto;
    border-color: transparent;
    background: var(--own);
    color: var(--own-text);
  }

  .message.joins-above {
    margin-block-start: 0.1875rem;
  }

  .other.joins-above {
    border-start-start-radius: var(--radius-s);
  }
  .other.joins-below {
    border-end-start-radius: var(--radius-s);
  }
  .own.joins-above {
    border-start-end-radius: var(--radius-s);
  }
  .own.joins-below {
    border-end-end-radius: var(--radius-s);
  }

  /* Marks stacked without end stay inside their own bubble. */
  .text {
    overflow: clip;
    overflow-clip-margin: 0.25rem;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    text-wrap: wrap;
    font-family: var(--font-reading);
    line-height: 1.5;
    unicode-bidi: plaintext;
    contain: paint;
  }

  .text:lang(ur) {
    font-size: var(--text-urdu);
    line-height: var(--leading-urdu);
  }

  .folded {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 16;
    overflow: hidden;
  }

  .message > .more {
    margin-inline: calc(-1 * var(--s3));
    color: var(--accent-text);
    font-size: var(--text-sm);
  }

  /* Fades by itself, unless it is the mark of the focus too; where nothing is to move, it stands until one looks elsewhere. */
  .message.found {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  @media (prefers-reduced-motion: no-preference) {
    .message.found:not(:focus-visible) {
      animation: found 4s ease-in forwards;
    }

    @keyframes found {
      60% {
        outline-color: var(--focus);
      }

      to {
        outline-color: transparent;
      }
    }
  }

  .message.is-urgent {
    border: 2px solid var(--danger);
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: var(--s3);
    font-size: var(--text-sm);
    line-height: var(--leading);
  }

  .author {
    color: var(--accent-text);
    font-weight: 600;
  }

  .own .author {
    color: inherit;
  }

  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--s1);
    color: var(--text-2);
  }

  .own .mark {
    color: var(--own-text-2);
  }

  .message .mark.urgent {
    color: var(--danger);
    font-weight: 650;
  }

  .message .mark.names-you {
    color: var(--accent-text);
    font-weight: 600;
  }

  .mention {
    color: var(--accent-text);
    font-weight: 600;
  }

  .own .mention {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  .mention.us {
    padding-inline: 0.2em;
    border-radius: var(--radius-s);
    background: var(--accent-soft);
  }

  .absent {
    color: var(--text-2);
    font-style: italic;
  }

  .absent:lang(ur) {
    font-style: normal;
  }

  .own .absent {
    color: var(--own-text-2);
  }

  .meta {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    column-gap: var(--s2);
    color: var(--text-2);
    font-size: var(--text-xs);
    line-height: var(--leading);
  }

  .own .meta {
    color: var(--own-text-2);
  }

  .state,
  .flag {
    display: inline-flex;
    align-items: center;
    gap: var(--s1);
  }

  .state .icon {
    inline-size: 1.15em;
    block-size: 1.15em;
    stroke-width: 2.25;
  }

  .flag {
    color: var(--warn);
  }

  @media (forced-colors: active) {
    .message.own {
      border: 2px solid CanvasText;
    }

    .mention {
      text-decoration: underline;
    }
  }
`;
