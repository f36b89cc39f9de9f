import type { ConversationSummary } from '../../app/conversation-views.js';

/** It belongs into Chats: neither a request nor blocked, nor the talk about a draft, which is found there. */
export const isChat = ({ kind, isRequest, isBlocked }: ConversationSummary): boolean =>
  kind !== 'draft' && !isRequest && !isBlocked;

/** It is the talk about a draft that we write on with others: its remarks are counted with Drafts. */
export const isDraftTalk = ({ kind, isRequest, isBlocked }: ConversationSummary): boolean =>
  kind === 'draft' && !isRequest && !isBlocked;

/** It waits in Requests. */
export const isOpenRequest = ({ isRequest, isBlocked }: ConversationSummary): boolean =>
  isRequest && !isBlocked;
