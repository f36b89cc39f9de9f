import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const STARTS_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 30_000;

interface Reply {
  readonly id: number;
  readonly type: 'success' | 'error';
  readonly result: unknown;
  readonly message?: string;
}

/**
 * One page of a browser, driven by WebDriver BiDi (W3C) without anything between: the way into a Firefox as it is installed,
 * which the driver of the other tests only knows patched by its makers.
 */
export class BidiPage implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #context = '';
  #lastId = 0;

  private constructor(process: ChildProcess, socket: WebSocket) {
    this.#process = process;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString()) as Reply;
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  /** Starts a browser that says where it listens, as Firefox does with `--remote-debugging-port`. */
  static async start(command: string, args: readonly string[]): Promise<BidiPage> {
    const browser = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const gone = once(browser, 'exit').then(() => Promise.reject(new Error('the browser ended')));
    gone.catch(() => undefined);
    try {
      const url = await Promise.race([
        whereItListens(browser),
        gone,
        late('the browser to listen', STARTS_WITHIN_MS),
      ]);
      const socket = new WebSocket(`${url}/session`);
      await once(socket, 'open');
      const page = new BidiPage(browser, socket);
      await page.#ask('session.new', { capabilities: {} });
      const { contexts } = (await page.#ask('browsingContext.getTree', {})) as {
        contexts: readonly { context: string }[];
      };
      page.#context = contexts[0]!.context;
      return page;
    } catch (error) {
      browser.kill('SIGKILL');
      throw error;
    }
  }

  async goTo(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** What the function returns in the page, as JSON has it. It may use nothing from outside. */
  async run<A extends readonly (string | number | boolean | null)[], T>(
    inPage: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T> {
    // `__name` is what the loader of these tests puts around functions.
    const called = `(${inPage.toString()})(...${JSON.stringify(args)})`;
    const expression = `(async () => { const __name = (f) => f; return JSON.stringify([await ${called}]); })()`;
    const { type, result, exceptionDetails } = (await this.#ask('script.evaluate', {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    })) as { type: string; result?: { value: string }; exceptionDetails?: { text: string } };
    if (type !== 'success' || !result) throw new Error(exceptionDetails?.text ?? type);
    return (JSON.parse(result.value) as [T])[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  async #ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const answered = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const reply = await Promise.race([answered, late(`an answer to ${method}`, ANSWERS_WITHIN_MS)]);
    if (reply.type !== 'success') throw new Error(`${method}: ${reply.message ?? 'refused'}`);
    return reply.result;
  }
}

async function whereItListens({ stderr }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stderr! })) {
    const url = /BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the browser did not say where it listens');
}

const late = (what: string, ms: number): Promise<never> =>
  new Promise((_resolve, reject) =>
    setTimeout(() => reject(new Error(`waited too long for ${what}`)), ms).unref(),
  );
