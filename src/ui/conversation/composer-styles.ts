import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
    padding: var(--s2) max(var(--s3), env(safe-area-inset-right)) max(var(--s2), env(safe-area-inset-bottom))
      max(var(--s3), env(safe-area-inset-left));
  }

  .inner {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s2);
    max-inline-size: 60rem;
    margin-inline: auto;
  }

  form {
    display: flex;
    align-items: flex-end;
    gap: var(--s2);
  }

  textarea {
    flex: 1;
    max-block-size: min(40dvh, 16rem);
    padding-block: 0.5625rem;
    border-radius: calc(var(--target) / 2);
    border-color: var(--line-strong);
    padding-inline: var(--s4);
    background: var(--bg);
    font-family: var(--font-reading);
    line-height: 1.5;
    resize: none;
    overflow-y: auto;
    field-sizing: content;
    overflow-wrap: anywhere;
  }

  textarea:lang(ur) {
    padding-block: 0.25rem;
    line-height: var(--leading-urdu);
  }

  form > button {
    border-radius: 50%;
    inline-size: var(--target);
  }

  .room {
    color: var(--text-2);
    font-size: var(--text-xs);
    text-align: end;
  }

  .room.over {
    color: var(--danger);
    font-weight: 600;
  }

  .about {
    display: flex;
    align-items: center;
    gap: var(--s3);
    padding-inline-start: var(--s3);
    border-inline-start: 3px solid var(--accent);
    border-radius: var(--radius-s);
    background: var(--surface-2);
    font-size: var(--text-sm);
  }

  .about > span {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
    line-height: var(--leading);
    contain: paint;
  }

  .about .who {
    color: var(--accent-text);
    font-weight: 600;
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
  }

  .chip {
    padding-inline: var(--s3);
    border-radius: calc(var(--target) / 2);
    font-size: var(--text-sm);
  }

  .chip.urgent {
    border-color: var(--danger);
    color: var(--danger);
  }

  .people {
    max-block-size: 14rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow-y: auto;
    box-shadow: var(--shadow);
  }

  .people button {
    display: flex;
    justify-content: flex-start;
    inline-size: 100%;
    border-radius: 0;
    font-weight: inherit;
    gap: var(--s3);
    min-block-size: var(--target);
    padding-inline: var(--s3);
  }

  .people [aria-selected='true'] {
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 2px var(--accent);
  }

  .people .avatar {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    font-size: var(--text-sm);
  }

  .closed {
    padding-block: var(--s2);
    color: var(--text-2);
    text-align: center;
  }

  @media (forced-colors: active) {
    .people [aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
