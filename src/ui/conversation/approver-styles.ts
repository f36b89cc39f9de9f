import { css } from 'lit';

/** Those who are asked to approve a draft, and what they said: in the talk about it and beside it. */
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
`;
