import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Lit</title>
    <script type="module" src="/assets/main-00000001.js"></script>
  </head>
  <body><lit-page></lit-page></body>
</html>
`;

/** Builds the minimal Lit page into a folder of its own, as Beep's build does: minified, precompressed. Returns the folder. */
export async function buildLitSite(): Promise<string> {
  const dist = await mkdtemp(join(tmpdir(), 'beep-lit-page-'));
  const script = join(dist, 'assets', 'main-00000001.js');
  await mkdir(join(dist, 'assets'));
  await build({
    entryPoints: [join(import.meta.dirname, 'lit-page.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['production'],
    outfile: script,
    logLevel: 'warning',
  });
  await writeFile(join(dist, 'index.html'), PAGE);
  await writeFile(`${script}.br`, brotliCompressSync(await readFile(script)));
  return dist;
}
