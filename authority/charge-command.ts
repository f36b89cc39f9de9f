import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postHistories } from '../src/domain/posts.js';
import { carriedText, readCarriedText } from '../src/protocol/carried-text.js';
import { openCharge, openHandover, sealCharge, type VerifiedHandover } from '../src/protocol/charge.js';
import { readPersonId } from '../src/protocol/ids.js';
import { MAX_REGISTRY_DOC_BYTES } from '../src/protocol/limits.js';
import { departmentOf } from './badges.js';
import { ToolFault } from './fault.js';
import { base64, bytesOf, writeWhole } from './office.js';
import { type Command, COMMON, needed, open, type Said, text, type Typed } from './command.js';

/** The command that says who holds a post. */
export const CHARGE_COMMANDS = {
  charge: {
    what: 'says who holds a post from now on',
    usage:
      'charge --office FOLDER --post NAME --department "A/B" --out FOLDER (--to KEY | --handover FILE | --vacant) [--urdu-post NAME] [--settle]',
    options: [...COMMON, 'post', 'department', 'to', 'handover', 'urdu-post', 'out'],
    flags: ['vacant', 'settle', 'clock-is-right'],
    run: issueCharge,
  },
} satisfies Readonly<Record<string, Command>>;

async function issueCharge(typed: Typed): Promise<Said> {
  const office = await open(typed);
  const { authority, issuer, registrar } = office;
  const department = departmentOf(needed(typed, 'department'));
  const handover = text(typed, 'handover') === '' ? null : readHandover(text(typed, 'handover'));
  const to = text(typed, 'to');
  const holder = to === '' ? (handover?.to ?? null) : readPersonId(Buffer.from(to, 'hex'));
  if (!holder && typed.values['vacant'] !== true)
    throw new ToolFault('Name who holds it with --to (a person’s key, see "list"), or say --vacant.', 2);
  const known = office.log.all.flatMap((entry) => {
    const charge = entry.what === 'charge' ? openCharge(bytesOf(entry.charge)) : null;
    return charge ? [charge] : [];
  });
  const post = { authority: authority.key, department, name: needed(typed, 'post') };
  const history = [...postHistories(known, new Set([authority.key])).values()].find(
    ({ charges: [first] }) =>
      first?.name === post.name && first.department.join('/') === department.join('/'),
  );
  const last = history?.charges.at(-1)?.number ?? 0;
  // A handover names the charge before this one, which another registrar may have signed.
  const number = handover ? handover.number + 1 : last + 1;
  if (number <= last && typed.values['settle'] !== true)
    throw new ToolFault(
      `A charge of number ${number} was signed here already. To settle a dispute as the authority, say --settle.`,
    );
  const charge = await sealCharge(
    {
      ...post,
      issuer,
      registrar,
      urduName: text(typed, 'urdu-post') || null,
      number: typed.values['settle'] === true ? last + 1 : number,
      holder: typed.values['vacant'] === true ? null : holder,
      sinceMs: office.nowMs(),
      handover: typed.values['settle'] === true ? null : handover,
    },
    office.key.sign,
  );
  const opened = openCharge(charge.bytes);
  if (!opened || postHistories([opened], new Set([authority.key])).size === 0)
    throw new ToolFault(
      'The post, its department, the handover or the key is not fit for this office. Nothing was signed.',
    );
  office.log.append({ what: 'charge', charge: base64(charge.bytes) }, office.nowMs());
  const out = needed(typed, 'out');
  mkdirSync(out, { recursive: true });
  const file = join(out, `${opened.post.slice(0, 16)}-${opened.number}.beep-charge`);
  writeWhole(file, charge.bytes);
  const carried = carriedText({ kind: 'charge', bytes: charge.bytes });
  return {
    text: `${post.name} is held by ${opened.holder ?? 'nobody'} from now on. The charge is in ${file}; publish, so that all hear of it.\n\n${carried}`,
    value: { post: opened.post, number: opened.number, holder: opened.holder, file },
  };
}

function readHandover(path: string): VerifiedHandover {
  const bytes = new Uint8Array(readFileSync(path));
  const carried = readCarriedText(new TextDecoder().decode(bytes), ['handover'], MAX_REGISTRY_DOC_BYTES);
  const handover = openHandover(carried.ok ? carried.value.bytes : bytes);
  if (!handover) throw new ToolFault(`${path} is no handover, or parts of it are missing or changed.`);
  return handover;
}
