import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that the app is made of. */
const APP = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'rollup.config.js',
  'scripts/build',
  'scripts/icons.json',
  'public',
  'src',
];
/** And the introducer. */
const ALL = [...APP, 'signaling', 'authority'];
const NOT_BUILT = /\.test\.ts$|(^|[\\/])\./;

/** SHA-256 (hexadecimal) of everything that a build is made of. Equal hashes mean equal builds. */
export const hashInputs = (root) => hashFiles(root, ALL);

/** The same for the app alone: a change to the introducer is no new version of the app. */
export const hashAppInputs = (root) => hashFiles(root, APP);

/** Covers names and content: no time, no path outside the project and nothing of the machine. */
function hashFiles(root, inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesOf(root, input))) {
    hash.update(`${file.replaceAll('\\', '/')}\0`);
    hash.update(
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest(),
    );
  }
  return hash.digest('hex');
}

function filesOf(root, input) {
  const path = join(root, input);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [input];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => join(input, join(entry.parentPath ?? entry.path, entry.name).slice(path.length + 1)))
    .sort();
}
