import type { ConversationSummary } from '../../app/views.js';

/** It belongs into Chats: neither a request nor blocked. */
export const isChat = ({ isRequest, isBlocked }: ConversationSummary): boolean => !isRequest && !isBlocked;

/** It waits in Requests. */
export const isOpenRequest = ({ isRequest, isBlocked }: ConversationSummary): boolean =>
  isRequest && !isBlocked;
