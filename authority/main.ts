#!/usr/bin/env node
/** The registrar's tool: keeps an authority's key, issues and revokes badges, and publishes. Works offline, on plain files. */
import { parseArgs } from 'node:util';
import { COMMANDS } from './commands.js';
import type { Command } from './command.js';
import { ToolFault } from './fault.js';

const [name = '', ...rest] = process.argv.slice(2);

const help = (): string =>
  [
    'beep-authority COMMAND …',
    '',
    ...Object.entries(COMMANDS).map(([command, { what }]) => `  ${command.padEnd(14)} ${what}`),
    '',
    'Each takes --help, --json, and where a key is needed --passphrase-file FILE.',
  ].join('\n');

async function run(command: Command): Promise<void> {
  const options = {
    ...Object.fromEntries(command.options.map((option) => [option, { type: 'string' as const }])),
    ...Object.fromEntries(
      ['json', 'help', ...(command.flags ?? [])].map((flag) => [flag, { type: 'boolean' as const }]),
    ),
  };
  const { values, positionals } = parse(options);
  if (values['help'] === true) return say(`beep-authority ${command.usage}\n\nIt ${command.what}.`);
  const { text, value, isPartly } = await command.run({ values, places: positionals });
  say(values['json'] === true ? JSON.stringify(value) : text);
  if (isPartly) process.exitCode = 1;
}

function parse(options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: rest, options, allowPositionals: true });
  } catch (error) {
    throw new ToolFault(error instanceof Error ? error.message : 'This was not understood.', 2);
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) await run(command);
  else {
    process.stderr.write(`${help()}\n`);
    process.exitCode = name === '' || name === '--help' || name === 'help' ? 0 : 2;
  }
} catch (error) {
  if (!(error instanceof ToolFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
