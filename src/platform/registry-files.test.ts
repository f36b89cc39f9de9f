import { assert } from '@open-wc/testing';
import { MAX_PAGE_BYTES } from '../protocol/limits.js';
import { createRegistryFiles } from './registry-files.js';

/** What `test/support/registry-answers.mjs` serves below `test/`. */
const read = (name: string, maxBytes = MAX_PAGE_BYTES, ticket: string | null = null) =>
  createRegistryFiles().read(`test/${name}`, maxBytes, ticket);

/** How the requests came there, by the names of what was asked for. */
async function heard(): Promise<Map<string, Record<string, unknown>>> {
  const response = await fetch('/registry/test/heard');
  return new Map((await response.json()) as [string, Record<string, unknown>][]);
}

describe('the files of a registry, over fetch', () => {
  it('are read whole, of whatever type but text', async () => {
    assert.deepEqual(await read('whole'), Uint8Array.of(1, 2, 3));
    assert.deepEqual(await read('empty'), new Uint8Array());
    assert.deepEqual(await read('json'), new TextEncoder().encode('{}'));
    assert.deepEqual(await read('untyped'), Uint8Array.of(1));
  });

  it('are read up to so many bytes, and not at all beyond', async () => {
    assert.lengthOf((await read('long', 100_000))!, 100_000);
    assert.isNull(await read('long', 99_999));
    assert.isNull(await read('whole', 2));
  });

  it('are let go of where they do not end', async () => {
    assert.isNull(await read('endless', 200_000));
    const isOver = async () => (await heard()).get('endless')?.['ended'] === true;
    for (let looks = 0; !(await isOver()) && looks < 100; looks++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.isTrue(await isOver(), 'the server need not send what nobody reads');
  });

  it('are not the page that a server gives for every path, nor any other text', async () => {
    assert.isNull(await read('page'));
    assert.isNull(await read('plain'));
  });

  it('are not looked for elsewhere', async () => {
    assert.isNull(await read('moved'));
    assert.isNull(await read('moved-away'));
  });

  it('are not there where the server says so, breaks off, or does not answer', async () => {
    for (const name of ['missing', 'busy', 'partly', 'cut', 'hangs', 'nothing-of-the-kind'])
      assert.isNull(await read(name), name);
  });

  it('are asked for with a ticket where there is one, and with nothing else that tells who asks', async () => {
    document.cookie = 'beep-test=1; path=/';
    try {
      await read('whole', 3, 'dGlja2V0');
      assert.deepEqual((await heard()).get('whole'), { authorization: 'Bearer dGlja2V0', cookie: null });
      await read('whole');
      assert.deepEqual((await heard()).get('whole'), { authorization: null, cookie: null });
    } finally {
      document.cookie = 'beep-test=; path=/; max-age=0';
    }
  });

  it('are not there without a network, and nothing is waited for longer than half a minute', async () => {
    let asked: RequestInit = {};
    const offline = createRegistryFiles((_, init = {}) => {
      asked = init;
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    assert.isNull(await offline.read('index.json', 100, null));
    assert.instanceOf(asked.signal, AbortSignal);
    assert.isFalse(asked.signal?.aborted);
    const stalled = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Uint8Array.of(1));
        controller.error(new DOMException('', 'TimeoutError')); // what the signal does to it
      },
    });
    const slow = createRegistryFiles(() => Promise.resolve(new Response(stalled)));
    assert.isNull(await slow.read('index.json', 100, null));
  });
});
