#!/usr/bin/env node
/**
 * Looks for characters that nobody sees but that change what a file says (K9): bidi controls, zero-width characters,
 * tags. Source that needs one writes an escape, e.g. \u200B.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const INVISIBLE = /[\u202A-\u202E\u2066-\u2069\u200B-\u200F\u2060-\u2064\uFEFF\u00AD]|[\u{E0000}-\u{E007F}]/u;
/** Joiners shape the letters of these scripts (U+200C in Urdu, U+200D in Hindi); between them they are spelling. */
const JOINED =
  /(?<=[\p{Script=Arabic}\p{Script=Devanagari}])[\u200C\u200D](?=[\p{Script=Arabic}\p{Script=Devanagari}])/gu;
const NOT_TEXT = /\.(png|woff2|ico|jpg|webp)$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((name) => existsSync(name) && !NOT_TEXT.test(name));

let found = 0;
for (const name of files) {
  const text = readFileSync(name, 'utf8');
  text.split('\n').forEach((line, index) => {
    const hit = INVISIBLE.exec(line.replace(JOINED, ''));
    if (!hit) return;
    found++;
    console.error(
      `${name}:${index + 1}: U+${hit[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  });
}
console.log(`${files.length} files, ${found} lines with invisible characters`);
process.exitCode = found || files.length === 0 ? 1 : 0;
