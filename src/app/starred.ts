import type { Conversation } from './conversation.js';
import type { Repo } from './ports.js';
import type { StarredView } from './views.js';

/** Every starred message of `conversations`, newest first. @throws Fault 'storage-failed' */
export async function starredOf(
  conversations: Iterable<Conversation>,
  repo: Pick<Repo, 'stars'>,
): Promise<readonly StarredView[]> {
  const stars = await repo.stars();
  const views = await Promise.all(
    [...conversations].map(async (conversation) => {
      const messages = await conversation.viewsOf(stars);
      const { name } = conversation.view.value;
      return messages.map(({ message, orderMs }) => {
        return { orderMs, view: { conversation: conversation.id, conversationName: name, message } };
      });
    }),
  );
  const newestFirst = views.flat().sort((a, b) => b.orderMs - a.orderMs);
  return newestFirst.map(({ view }) => view);
}
