import { existsSync, readFileSync } from 'node:fs';

/**
 * Counts the cases of a JUnit report. A missing or empty report counts nothing.
 * Text inside a report is escaped or in CDATA, which is cut out first, so that a tag in an error message counts nothing.
 */
export function readJunit(path) {
  const xml = existsSync(path) ? readFileSync(path, 'utf8').replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '') : '';
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const [, attributes, selfClosed, inner] of xml.matchAll(
    /<testcase\b((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:(\/)>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    void attributes;
    if (!selfClosed && /<(failure|error)\b/.test(inner)) failed++;
    else if (!selfClosed && /<skipped\b/.test(inner)) skipped++;
    else passed++;
  }
  return { passed, failed, skipped };
}
