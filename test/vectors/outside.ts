/** Test data that others published: it lies beside the repository where there is a copy, and is never put into it. */
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shared/vectors/', import.meta.url);

/** The parsed file `name`, or the reason why the tests that need it are skipped. */
export function outsideVectors<T>(name: string): { readonly data: T } | { readonly skip: string } {
  const file = new URL(name, FOLDER);
  return existsSync(file)
    ? { data: JSON.parse(readFileSync(file, 'utf8')) as T }
    : { skip: `no ../shared/vectors/${name} beside the repository` };
}
