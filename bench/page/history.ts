import { deepQueryAll, listedConversations } from './app.js';

/** Opens the only conversation of the list and resolves once its newest message is painted, with the ms that took. */
export async function openConversation(newest: string): Promise<number> {
  const [link] = listedConversations();
  if (!link) throw new Error('The list is empty.');
  const startMs = performance.now();
  link.click();
  return new Promise((resolve) => {
    const look = (): void => {
      const shown = deepQueryAll('article .text').at(-1)?.textContent;
      if (shown !== newest) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel(); // after the frame that shows it
      port1.onmessage = () => resolve(performance.now() - startMs);
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}
