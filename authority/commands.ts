import { BADGE_COMMANDS } from './badge-commands.js';
import { CHARGE_COMMANDS } from './charge-command.js';
import { OFFICE_COMMANDS } from './office-commands.js';
import { lookInto } from './office.js';
import { publish } from './publish.js';
import { type Command, COMMON, folderOf, needed, numberOf, open } from './command.js';

/** Every command of the tool, in the order in which they are told of. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  ...OFFICE_COMMANDS,
  ...BADGE_COMMANDS,
  ...CHARGE_COMMANDS,
  log: {
    what: 'checks the log of this office, and shows it',
    usage: 'log --office FOLDER',
    options: [...COMMON],
    run(typed) {
      const entries = lookInto(folderOf(typed), Date.now()).log.all;
      const lines = entries.map(({ n, atMs, what }) => `${n}  ${new Date(atMs).toISOString()}  ${what}`);
      return Promise.resolve({
        text: [...lines, `${entries.length} lines, none changed or missing.`].join('\n'),
        value: { entries: entries.length },
      });
    },
  },
  publish: {
    what: 'writes the directory and the list of what is revoked, for the introducer',
    usage: 'publish --office FOLDER --out FOLDER [--next-update DAYS]',
    options: [...COMMON, 'out', 'next-update'],
    flags: ['clock-is-right'],
    async run(typed) {
      const office = await open(typed);
      const days = numberOf(typed, 'next-update', 30);
      const published = await publish(office, needed(typed, 'out'), days);
      return {
        text: `${published.people} people on ${published.pages} pages, ${published.revoked} revoked. The next one is due in ${days} days.`,
        value: published,
      };
    },
  },
};
