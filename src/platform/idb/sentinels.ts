import { FORMAT, STORE_NAME } from './database.js';

/** What a sentinel remembers. Nothing secret. */
interface Note {
  readonly format: number;
  /** Strict commits that the store had at least. */
  readonly commits: number;
}

/**
 * Memory, outside IndexedDB, that a store is here and how far it had come. A damaged IndexedDB opens empty without any
 * error; without this a person would be greeted as new, and a device would use its sequence numbers twice.
 *
 * One sentinel lies in localStorage and follows every commit; the other in Cache Storage, for the case that the
 * first is cleared too, and is written once per start. They are witnesses only: where one cannot be written, a loss
 * may go unseen, but nothing is lost by it. So writing them never fails a commit.
 */
export interface Sentinels {
  /** Commits that the store had at least; null if no store was ever here. */
  read(): Promise<number | null>;
  write(commits: number): Promise<void>;
  erase(): Promise<void>;
}

/** Whether a store was made here before, as far as can be said without waiting: a guess, for what to load first. */
export const isProbablyNew = (name = STORE_NAME): boolean => readLocal(localKey(name)) === null;

const localKey = (name: string): string => `${name}.sentinel`;

/** The sentinels of the store called `name`. */
export function createSentinels(name: string): Sentinels {
  const key = localKey(name);
  const cacheName = `${name}-sentinel`;
  let cached = false;

  return {
    async read() {
      const notes = [readLocal(key), await readCache(cacheName)].filter((note) => note !== null);
      return notes.length === 0 ? null : Math.max(...notes.map((note) => note.commits));
    },
    async write(commits) {
      const note = JSON.stringify({ format: FORMAT, commits } satisfies Note);
      writeLocal(key, note);
      if (cached) return;
      cached = true;
      await writeCache(cacheName, note);
    },
    async erase() {
      cached = false;
      localStorage.removeItem(key);
      await globalThis.caches?.delete(cacheName);
    },
  };
}

/** A note that cannot be read still says that something was here. */
function parse(text: string): Note {
  try {
    const { commits } = JSON.parse(text) as Partial<Note>;
    return { format: FORMAT, commits: Number.isSafeInteger(commits) ? (commits as number) : 0 };
  } catch {
    return { format: FORMAT, commits: 0 };
  }
}

function readLocal(key: string): Note | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : parse(text);
  } catch {
    return null; // localStorage is forbidden here: see Sentinels
  }
}

function writeLocal(key: string, note: string): void {
  try {
    localStorage.setItem(key, note);
  } catch {
    // Full or forbidden: see Sentinels
  }
}

// A cache entry needs an address. Nothing is ever fetched from this one.
const CACHE_ADDRESS = '/beep-sentinel';

async function readCache(cacheName: string): Promise<Note | null> {
  try {
    if (!(await caches.has(cacheName))) return null;
    const response = await (await caches.open(cacheName)).match(CACHE_ADDRESS);
    return response ? parse(await response.text()) : null;
  } catch {
    return null; // Cache Storage is missing or forbidden: see Sentinels
  }
}

async function writeCache(cacheName: string, note: string): Promise<void> {
  try {
    await (await caches.open(cacheName)).put(CACHE_ADDRESS, new Response(note));
  } catch {
    // Missing, full or forbidden: see Sentinels
  }
}
