import { msg, str } from '@lit/localize';
import type { CheckView } from '../../app/connection-check.js';
import { stateOf, type Finding, type FindingState } from '../../domain/connection-findings.js';
import { formatMoment, formatNumber, plural } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { findingAdvice, findingDetails, findingTitle, findingWords, stateWords } from './check-words.js';

/** The findings as one page of plain text for whoever looks after the network. No content, name or key is in it. */
export function checkReport(
  { findings, checkedMs }: CheckView,
  { origin, build }: { readonly origin: string; readonly build: string },
): string {
  const made = checkedMs === null ? '' : formatMoment(checkedMs);
  const [server, version] = [isolated(origin), isolated(build)];
  return [
    msg('Connection check of Beep'),
    msg(str`Made: ${made}`),
    msg(str`Beep server: ${server}`),
    msg(str`Version: ${version}`),
    ...findings.flatMap((finding) => ['', ...findingLines(finding)]),
  ].join('\n');
}

function findingLines(finding: Finding): readonly string[] {
  const advice = findingAdvice(finding);
  return [
    `${findingTitle(finding)} – ${stateWords(stateOf(finding))}`,
    findingWords(finding),
    ...findingDetails(finding).map((detail) => `- ${detail}`),
    ...(advice === null ? [] : [advice]),
  ];
}

/** How it looks as a whole. */
export function checkSummary(findings: readonly Finding[]): string {
  const count = (state: FindingState): number =>
    findings.filter((finding) => stateOf(finding) === state).length;
  const [bad, attention] = [count('bad'), count('attention')];
  if (bad + attention === 0) return msg('Nothing was found that stands in the way.');
  return [bad === 0 ? '' : problemCount(bad), attention === 0 ? '' : attentionCount(attention)]
    .join(' ')
    .trim();
}

function problemCount(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} problem was found.`),
    () => msg(str`${n} problems were found.`),
  );
}

function attentionCount(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} thing is worth a look.`),
    () => msg(str`${n} things are worth a look.`),
  );
}
