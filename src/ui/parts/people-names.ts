import { msg, str } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';
import { formatNumber } from '../../i18n/formats.js';
import { formatList } from '../../i18n/lists.js';
import { isolated } from '../fault-words.js';

/** A list of names that is read out whole must stay short. */
const MAX_NAMED = 12;

/** What a person is called on the screen, ourselves by "You". Put it into `<bdi>`. */
export const nameOrYou = ({ name, own }: PersonView): string =>
  own ? msg('You') : name.trim() === '' ? msg('Somebody without a name') : name;

/** Several people as one phrase, a long list cut short with the number of the others. Names of any direction fit in. */
export function peopleNames(people: readonly PersonView[]): string {
  const names = people.map((one) => isolated(nameOrYou(one)));
  if (names.length <= MAX_NAMED) return formatList(names);
  const n = formatNumber(names.length - MAX_NAMED + 1);
  return formatList([...names.slice(0, MAX_NAMED - 1), msg(str`${n} others`)]);
}
