import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ToolFault } from './fault.js';

/** The passphrase from the first line of a file, or asked for on the terminal, where nothing of it is shown. */
export async function askPassphrase(file: string | undefined, question: string): Promise<string> {
  if (file !== undefined) return firstLine(file);
  if (!process.stdin.isTTY)
    throw new ToolFault(
      'There is no terminal to ask for the passphrase: name a file with --passphrase-file.',
      2,
    );
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answer = await new Promise<string>((resolve) => lines.question('', resolve));
  lines.close();
  process.stderr.write('\n');
  return answer;
}

/** Asked for twice, since nobody sees what was typed. @throws ToolFault where the two differ */
export async function askNewPassphrase(file: string | undefined): Promise<string> {
  const first = await askPassphrase(file, 'New passphrase');
  if (file === undefined && (await askPassphrase(file, 'Once more')) !== first)
    throw new ToolFault('The two were not the same. Nothing was made.');
  return first;
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/u)[0] ?? '';
  } catch {
    throw new ToolFault(`${file} cannot be read.`, 2);
  }
}
