import { onPath } from '../../../scripts/find-browser.mjs';

/** For `{ skip }`: the reason to skip a test that needs commands which are not here, or false. */
export function lacks(...commands: readonly string[]): string | false {
  const missing = commands.filter((command) => onPath(command) === null);
  return missing.length ? `needs ${missing.join(', ')}` : false;
}

/** For `{ skip }`: the reason to skip a test that looks into /proc, or false. */
export const lacksProc = (): string | false => (process.platform === 'linux' ? false : 'needs Linux');
