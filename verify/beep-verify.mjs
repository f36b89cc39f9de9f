#!/usr/bin/env node
// Checks the file of a proof or a memo, without Beep: written from docs/protocol.md, it shares no line with the app.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MAX_PROOF_BYTES, prove } from './proof.mjs';
import { reportOf } from './report.mjs';

const USAGE = `beep-verify FILE [--authority KEY]… [--at DATE] [--json] [--ur]

Checks the file of a message (.beep-proof) or of a memo (.memo). No network, nothing but the file.

  --authority KEY  an authority that you trust, by its key: 64 hexadecimal digits. May be given several times
  --at DATE        when badges are to have been good, such as 2026-03-23 or 2026-03-23T05:00:00Z, instead of the time that
                   each signature claims
  --json           what was found, for programs
  --ur             in Urdu

Exits with 0 if it is proved, 1 if it is not, 2 if it was called wrongly or the file cannot be read.
`;

function misuse(why) {
  process.stderr.write(`${why}\n\n${USAGE}`);
  process.exit(2);
}

function optionsOf(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        authority: { type: 'string', multiple: true, default: [] },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        ur: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return misuse(error.message);
  }
}

/** The bytes of a file; of one that is larger than any proof only so many that it is seen to be too large. */
function bytesOf(path) {
  try {
    return statSync(path).size > MAX_PROOF_BYTES ? new Uint8Array(MAX_PROOF_BYTES + 1) : readFileSync(path);
  } catch (error) {
    return misuse(`${path} cannot be read: ${error.code}`);
  }
}

const { values, positionals } = optionsOf(process.argv.slice(2));
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (positionals.length !== 1) misuse('Name one file.');
const trusted = values.authority.map((key) => key.toLowerCase());
if (!trusted.every((key) => /^[0-9a-f]{64}$/u.test(key))) misuse('A key has 64 hexadecimal digits.');
const atMs = values.at === undefined ? null : Date.parse(values.at);
if (Number.isNaN(atMs)) misuse(`${values.at} is no date.`);

const result = prove(bytesOf(positionals[0]), trusted, atMs);
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : reportOf(result, values.ur));
process.exitCode = result.ok ? 0 : 1;
