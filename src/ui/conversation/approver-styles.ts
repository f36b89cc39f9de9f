import { css } from 'lit';

/** Those who are asked to approve a draft, and what they said: in the talk about it and beside it; and what was revoked. */
export const approverStyles = css`
  .approvers {
    display: grid;
    gap: var(--s1);
    padding: 0;
    list-style: none;
  }

  .approvers li {
    display: flex;
    gap: var(--s2);
  }

  .approvers .icon {
    flex: none;
    margin-block-start: 0.2em;
  }

  .revoked {
    display: flex;
    align-items: start;
    gap: var(--s1);
    color: var(--danger);
    font-size: var(--text-sm);
    font-weight: 600;
    line-height: var(--leading);
  }

  .revoked .icon {
    flex: none;
    margin-block-start: 0.15em;
  }
`;
