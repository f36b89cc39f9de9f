import { build } from 'esbuild';

/** One script for a page, from a module and everything it imports. It runs wherever the page's own policy allows none. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}
