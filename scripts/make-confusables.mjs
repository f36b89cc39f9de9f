#!/usr/bin/env node
/**
 * Writes `src/domain/confusables.ts`: of Unicode's table of confusable characters (UTS #39; the package `unhomoglyph` holds
 * it) the letters and digits of the scripts that names here are written in. Run it after that package has changed.
 *
 * Left out, from 6,311 rows: other scripts (`cleanName` lets them in, and no name here is written in them); what NFKD takes
 * apart already; Arabic letters that differ by their dots alone, for each is a letter of its own; and what Urdu tells apart
 * (noon ghunna, bari ye) though Unicode calls it alike.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const FILE = fileURLToPath(new URL('../src/domain/confusables.ts', import.meta.url));
const TABLE = fileURLToPath(import.meta.resolve('unhomoglyph/data.json'));
const SOURCE =
  /^[|\d٠-٩۰-۹]$|^(?=[\p{L}\p{Nl}])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}]$/u;
const TARGET =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Common}\p{Script=Inherited}]+$/u;
const URDU_TELLS_APART = new Set(['ں', 'ے', 'ٮ']);

export async function confusablesSource() {
  const rows = Object.entries(JSON.parse(readFileSync(TABLE, 'utf8'))).filter(
    ([from, to]) =>
      SOURCE.test(from) &&
      TARGET.test(to) &&
      from.normalize('NFKD') === from &&
      !URDU_TELLS_APART.has(from) &&
      !(/\p{Script=Arabic}/u.test(from) && /\p{Script=Arabic}.|\p{M}/u.test(to)),
  );
  const byTarget = new Map();
  for (const [from, to] of rows) byTarget.set(to, (byTarget.get(to) ?? '') + from);
  const text = [...byTarget].map(([to, from]) => `${to}=${from}`).join(' ');
  const escaped = text.replace(
    /[\p{M}\p{Cf}]/gu,
    (mark) => `\\u${mark.codePointAt(0).toString(16).padStart(4, '0')}`,
  );
  return format(
    `// Written by scripts/make-confusables.mjs, from Unicode's table of confusable characters (UTS #39).\n
/** Each what characters look like, an equals sign, and those characters; with a blank between. */
export const CONFUSABLES =\n  "${escaped}";\n`,
    {
      parser: 'typescript',
      ...JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).prettier,
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await confusablesSource());
