import { findTestFiles } from './find-test-files.mjs';

/** Kept in the order they run: what is fast and says most comes first. */
export const SUITES = {
  node: {
    what: 'protocol, domain, app and the introducer, in Node',
    files: () => [
      ...findTestFiles(
        [
          'src/protocol',
          'src/domain',
          'src/app',
          'signaling',
          'authority',
          'test/node',
          'test/fuzz',
          'test/vectors',
          'test/hostile',
        ],
        '.test.ts',
      ),
      ...findTestFiles(['scripts'], '.test.mjs'),
    ],
    concurrency: 2,
    limitMinutes: 20,
  },
  sim: {
    what: 'the simulator: seeded schedules of loss, partition, crash and hostile peers',
    files: () => findTestFiles(['test/sim'], '.test.ts'),
    concurrency: 2,
    limitMinutes: 20,
  },
  browser: {
    what: 'adapters and interface, in a real browser',
    files: () => findTestFiles(['src/platform', 'src/ui', 'src/i18n', 'test/browser'], '.test.ts'),
    needsBrowser: true,
    limitMinutes: 20,
  },
  e2e: {
    what: 'the built app, served by the real introducer, in real browsers',
    files: () => findTestFiles(['test/e2e'], '.e2e.ts'),
    needsBrowser: true,
    needsBuild: true,
    concurrency: 2,
    limitMinutes: 25,
  },
  net: {
    what: 'networks of several hosts, each in a namespace of its own',
    files: () => findTestFiles(['test/net'], '.net.ts'),
    needsBrowser: true,
    needsBuild: true,
    // These make their own networks, which takes root outside any other namespace.
    needsRoot: true,
    // Most of it is waiting. What is measured in full is measured alone.
    concurrency: 2,
    fullConcurrency: 1,
    limitMinutes: 20,
  },
};

/** Test files that no suite would ever run. */
export function findOrphans() {
  const run = new Set(Object.values(SUITES).flatMap(({ files }) => files()));
  const folders = ['src', 'signaling', 'authority', 'test', 'bench', 'scripts'];
  return ['.test.ts', '.e2e.ts', '.net.ts', '.test.mjs']
    .flatMap((ending) => findTestFiles(folders, ending))
    .filter((file) => !run.has(file));
}
