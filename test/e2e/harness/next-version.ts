import { createHash } from 'node:crypto';
import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface PrecacheEntry {
  readonly url: string;
  readonly revision: string | null;
}

/** The build id of the version that `makeNextVersion` makes. */
export const NEXT_BUILD = '9.9.9+00000000';

/**
 * Makes, of a built app in `from`, a later version in `to`, as a change in every file would: another build id, another
 * name for each script, and a worker that knows these.
 */
export async function makeNextVersion(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  await withoutCompressedCopies(to);
  const assets = join(to, 'assets');
  const renamed = new Map<string, string>();
  for (const name of await readdir(assets)) {
    const [, stem, hash] = /^(.+)-([0-9a-f]{8})\.js$/.exec(name) ?? [];
    if (!hash) continue;
    const newName = `${stem}-${[...hash].reverse().join('')}.js`;
    renamed.set(name, newName);
    await rename(join(assets, name), join(assets, newName));
  }
  const scripts = [...renamed.values()].map((name) => join('assets', name));
  for (const path of ['index.html', 'sw.js', ...scripts]) {
    let text = await readFile(join(to, path), 'utf8');
    for (const [name, newName] of renamed) text = text.replaceAll(name, newName);
    await writeFile(join(to, path), text.replaceAll(/\d+\.\d+\.\d+\+[0-9a-f]{8}/g, NEXT_BUILD));
  }
  await writePrecacheList(to);
}

/** The server prefers compressed copies; a test that changes files does without them. */
export async function withoutCompressedCopies(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true }))
    if (/\.(br|gz)$/.test(path)) await rm(join(folder, path));
}

/** Tells the worker of `folder` what its files are now. */
async function writePrecacheList(folder: string): Promise<void> {
  const path = join(folder, 'sw.js');
  const code = await readFile(path, 'utf8');
  const list = /\[\{"[^[\]]*"url":[^[\]]*\}\]/.exec(code)?.[0];
  if (!list) throw new Error('The service worker has no precache list.');
  const entries = JSON.parse(list) as PrecacheEntry[];
  const fresh = entries.map(async (entry) => {
    const file = await readFile(join(folder, entry.url));
    const revision = entry.revision === null ? null : createHash('md5').update(file).digest('hex');
    return { ...entry, revision, integrity: `sha384-${createHash('sha384').update(file).digest('base64')}` };
  });
  await writeFile(path, code.replace(list, JSON.stringify(await Promise.all(fresh))));
}
