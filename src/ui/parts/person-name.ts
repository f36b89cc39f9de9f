import { msg } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';

/** What to call somebody: words in place of a name that nobody ever said. Put it into `<bdi>`. */
export const personName = ({ name }: Pick<PersonView, 'name'>): string =>
  name.trim() === '' ? msg('Somebody without a name') : name;
