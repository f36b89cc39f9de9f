import { hexText } from '../protocol/ids.js';
import { MAX_PAGE_BYTES, MAX_REGISTRY_DOC_BYTES } from '../protocol/limits.js';
import type { Clock, RegistryFiles } from './ports.js';
import type { Registry } from './registry.js';

/** How often the introducer is asked for newer documents. */
const FETCH_EVERY_MS = 60 * 60_000;
/** Files that are read at once. */
const AT_ONCE = 4;
/** Files of one kind that an index names, at most. */
const MAX_FILES = 256;
const MAX_INDEX_BYTES = 64 * 1024;
const FILE = /^[0-9a-f]{64}\.cbor$/u;

/** Fetches what the introducer serves for the authorities that are trusted here. What it says is checked like anybody's. */
export class RegistryFetch {
  readonly #registry: Registry;
  readonly #files: RegistryFiles;
  readonly #clock: Clock;
  readonly #ticket: () => string | null;
  #cancel: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(registry: Registry, files: RegistryFiles, clock: Clock, ticket: () => string | null) {
    this.#registry = registry;
    this.#files = files;
    this.#clock = clock;
    this.#ticket = ticket;
  }

  /** The introducer is there, or an authority is trusted that was not. Resolves when all that it has is here. Never rejects. */
  refresh(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  stop(): void {
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    this.#cancel?.();
    this.#cancel = this.#clock.after(FETCH_EVERY_MS, () => void this.refresh());
    if (this.#registry.authorities.size === 0) return;
    const own = await this.#read('authority.cbor', MAX_REGISTRY_DOC_BYTES);
    if (own) await this.#registry.take('authority', own);
    const index = readIndex(await this.#read('index.json', MAX_INDEX_BYTES));
    for (const kind of ['revocations', 'directory'] as const) {
      const [folder, names] =
        kind === 'revocations' ? ['revocations', index.revocations] : ['directories', index.directories];
      await inTurns(names, async (name) => {
        const bytes = await this.#read(`${folder}/${name}`, MAX_REGISTRY_DOC_BYTES);
        if (bytes) await this.#registry.take(kind, bytes);
      });
    }
    await inTurns(this.#registry.missingPages, async (hash) => {
      const bytes = await this.#read(`pages/${hexText(hash)}.cbor`, MAX_PAGE_BYTES);
      if (bytes) await this.#registry.takePages([bytes]);
    });
  }

  #read(path: string, maxBytes: number): Promise<Uint8Array | null> {
    return this.#files.read(path, maxBytes, this.#ticket());
  }
}

interface Index {
  readonly revocations: readonly string[];
  readonly directories: readonly string[];
}

/** The names of files in an index; none where it is no index. */
function readIndex(bytes: Uint8Array | null): Index {
  const wire = bytes && parse(bytes);
  const named = (field: string): readonly string[] => {
    const names: unknown = wire ? wire[field] : null;
    if (!Array.isArray(names)) return [];
    return names
      .filter((name): name is string => typeof name === 'string' && FILE.test(name))
      .slice(0, MAX_FILES);
  };
  return { revocations: named('revocations'), directories: named('directories') };
}

function parse(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(String.fromCharCode(...bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // not JSON
  }
}

/** Runs `work` for each of `items`, a few at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const run = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}
