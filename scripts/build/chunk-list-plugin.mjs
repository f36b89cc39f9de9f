import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Rollup plugin: writes down what each chunk needs at once, what it may ask for later and what it is made of. */
export const chunkListPlugin = (path) => ({
  name: 'chunk-list',
  writeBundle(_options, bundle) {
    const chunks = Object.values(bundle)
      .filter(({ type }) => type === 'chunk')
      .map(({ fileName, isEntry, imports, dynamicImports, modules }) => ({
        fileName,
        isEntry,
        imports,
        dynamicImports,
        modules: Object.entries(modules)
          .map(([id, { renderedLength }]) => ({
            id: id.replace(/^.*[\\/](?=node_modules[\\/]|src[\\/])/, ''),
            renderedLength,
          }))
          .filter(({ renderedLength }) => renderedLength > 0)
          .sort((a, b) => b.renderedLength - a.renderedLength),
      }));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(chunks, null, 2)}\n`);
  },
});
