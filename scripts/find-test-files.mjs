import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files under `folders` whose names end in `ending`, sorted; folders that do not exist have none. */
export function findTestFiles(folders, ending) {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith(ending) && !path.includes('node_modules'))
    .sort();
}
