import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifiedBadgeRequest } from '../src/protocol/enrolment.js';
import { hexText } from '../src/protocol/ids.js';
import { DEFAULT_DAYS, issueBadge, issuedBadges } from './badges.js';
import { type CsvRow, readCsv, refusedCsv, type RefusedRow } from './csv.js';
import { ToolFault } from './fault.js';
import { base64, type Office, writeWhole } from './office.js';
import { writeReply } from './reply-file.js';
import { readRequest, requestsIn } from './requests.js';
import { type Said, text, type Typed } from './command.js';

/** Issues for every row that has a request: by itself, or by its invitation. What is refused stops nobody else. */
export async function issueTable(office: Office, typed: Typed, out: string): Promise<Said> {
  const table = text(typed, 'csv') === '' ? { rows: [], refused: [] } : readCsv(text(typed, 'csv'));
  const refused: RefusedRow[] = [...table.refused];
  const folder = text(typed, 'requests');
  const requests = folder === '' ? new Map<string, VerifiedBadgeRequest | null>() : requestsIn(folder);
  const invited = new Map(
    office.log.all.flatMap((entry) =>
      entry.what === 'invite' ? [[entry.invitation, entry.row] as const] : [],
    ),
  );
  const byInvitation = [...requests].flatMap(
    ([file, request]): readonly (CsvRow & { request: VerifiedBadgeRequest })[] => {
      const cells = request?.invitation && invited.get(hexText(request.invitation));
      if (request && cells) return [{ number: 0, cells, request }];
      if (!table.rows.some(({ cells: { request: named } }) => named === file))
        refused.push({
          number: 0,
          reason: `${file}: ${request ? 'it names no invitation of this office' : 'it is no request'}`,
        });
      return [];
    },
  );
  const done = new Set(
    issuedBadges(office)
      .filter((one) => one.standing.kind === 'good')
      .map(({ request }) => base64(request.bytes)),
  );
  const issued: { readonly person: string; readonly id: string; readonly file: string }[] = [];
  const issueRow = async (row: CsvRow, find: () => VerifiedBadgeRequest): Promise<void> => {
    try {
      const request = find();
      if (done.has(base64(request.bytes))) return; // by an earlier run
      const { cells } = row;
      const { entry, reply } = await issueBadge(office, request, {
        name: cells['name'] || request.card.name,
        title: cells['title'] ?? '',
        department: cells['department'] ?? '',
        grade: cells['grade'] ?? '',
        days: cells['days'] ? Number(cells['days']) : DEFAULT_DAYS,
        urduName: cells['urdu_name'] ?? '',
        urduTitle: cells['urdu_title'] ?? '',
        urduDepartment: cells['urdu_department'] ?? '',
        post: cells['post'] ?? '',
        replaces: '',
        isListed: true,
      });
      office.log.append(entry, office.nowMs());
      done.add(base64(request.bytes));
      issued.push({ person: entry.person, id: entry.id, file: writeReply(out, request, reply).file });
      if (issued.length % 100 === 0) process.stderr.write(`${issued.length} issued\n`);
    } catch (error) {
      if (!(error instanceof ToolFault)) throw error;
      refused.push({ number: row.number, reason: error.message });
    }
  };
  for (const row of table.rows)
    await issueRow(row, () => {
      const given = row.cells['request'] ?? '';
      if (given === '') throw new ToolFault('it has no request');
      const request =
        requests.get(given) ?? (folder === '' || !/^[\w.-]+$/u.test(given) ? readRequest(given) : null);
      if (!request) throw new ToolFault(`${given} is no request in ${folder}`);
      return request;
    });
  for (const row of byInvitation) await issueRow(row, () => row.request);
  mkdirSync(out, { recursive: true });
  if (refused.length > 0) writeWhole(join(out, 'refused.csv'), refusedCsv(refused));
  return {
    text: `${issued.length} badges are issued.${refusedText(refused)}`,
    value: { issued, refused },
    isPartly: refused.length > 0,
  };
}

/** What the tool says of rows that it refused. */
export const refusedText = (refused: readonly RefusedRow[]): string =>
  refused.length === 0
    ? ''
    : `\n${refused.length} rows are refused:\n${refused.map(({ number, reason }) => `  ${number === 0 ? '' : `row ${number}: `}${reason}`).join('\n')}`;
