import type { Page, WebSocket } from 'playwright-core';

/** What a page has given the introducer to pass on. */
export interface Ear {
  /** Of the introducer's socket; null before the page has one. */
  readonly url: string | null;
  /** Frames as they were sent, oldest first. */
  readonly published: readonly string[];
  /** Runs once, when the page publishes the next time. */
  onNext(run: () => void): void;
}

/** Listens to what a page publishes from its next visit on. */
export function overhear(page: Page): Ear {
  const published: string[] = [];
  let url: string | null = null;
  let next: (() => void) | null = null;
  page.on('websocket', (socket: WebSocket) => {
    url = socket.url();
    socket.on('framesent', ({ payload }) => {
      const text = String(payload);
      if (!text.includes('"publish"')) return;
      published.push(text);
      // What runs may wait for the one after.
      const run = next;
      next = null;
      run?.();
    });
  });
  return {
    get url() {
      return url;
    },
    published,
    onNext: (run) => (next = run),
  };
}

/** Gives the introducer the same frames once more over a socket of its own, as anybody can who has seen them. */
export async function sayAgain(page: Page, url: string, frames: readonly string[]): Promise<void> {
  await page.evaluate(
    async ([address, texts]) => {
      const socket = new WebSocket(address);
      try {
        await new Promise((done, failed) => {
          socket.addEventListener('message', done, { once: true }); // the welcome
          socket.addEventListener('close', failed, { once: true });
        });
        const answered = new Promise((done, failed) => {
          socket.addEventListener('message', done, { once: true }); // the pong: it has taken all before it
          socket.addEventListener('close', ({ code }) => failed(new Error(`closed with ${code}`)), {
            once: true,
          });
        });
        for (const text of texts) {
          socket.send(text);
          await new Promise((done) => setTimeout(done, 60)); // slower than the introducer allows
        }
        socket.send('{"type":"ping"}');
        await answered;
      } finally {
        socket.close();
      }
    },
    [url, frames] as const,
  );
}
