import { msg, str } from '@lit/localize';
import type { ChargeView, PostTalkView, PostView } from '../../app/official-views.js';
import { formatDate } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { personName } from '../parts/person-name.js';

/** Where a post belongs: the last of its department's names says most. */
export const departmentWords = ({ department }: Pick<PostView, 'department'>): string =>
  department.map(isolated).join(' › ');

/** Under the name of a conversation with a post: who holds it now. */
export function holdingWords({ post, holding }: PostTalkView): string {
  if (post === null) return msg('Conversation with a post');
  if (post.isDisputed) return msg('Who holds this post is in dispute');
  if (holding === 'vacant' || post.holder === null) return msg('Nobody holds this post now');
  return post.holder.own ? msg('Held by you') : msg(str`Held by ${isolated(personName(post.holder))}`);
}

/** What whoever writes has to know: what becomes of what they write, and who reads it; none where all is as it should be. */
export function postWarnings({ post, holding, disputed, lingering }: PostTalkView): readonly string[] {
  const words: string[] = [];
  if (post === null)
    words.push(
      msg('This device knows no charge of this post: nothing says that whoever answers here holds it.'),
    );
  else if (post.isDisputed)
    words.push(
      msg(
        str`Two registrars have named different holders: ${disputed.map(claimWords).join(' – ')}. This conversation stays as it is until the authority decides.`,
      ),
    );
  else if (holding === 'vacant')
    words.push(msg('Nobody holds this post now. What you write waits here for whoever comes to hold it.'));
  else if (holding === 'coming' && post.holder !== null)
    words.push(
      msg(
        str`${isolated(personName(post.holder))} holds this post now, and will be brought in as soon as they are met. What you write waits until then.`,
      ),
    );
  for (const person of lingering)
    words.push(
      person.own
        ? msg('You hold this post no more, and are in this conversation until whoever does has all of it.')
        : msg(
            str`${isolated(personName(person))} is still in this conversation, though they hold the post no more.`,
          ),
    );
  return words;
}

/** Whom a charge in dispute names, and who says so. */
const claimWords = ({ holder, orderedBy }: ChargeView): string => {
  const [who, by] = [isolated(holder === null ? msg('nobody') : personName(holder)), isolated(orderedBy)];
  return msg(str`${who} by order of ${by}`);
};

/** By whose word somebody holds a post. */
export function orderWords({ sinceMs, orderedBy, handedOverBy }: ChargeView): string {
  const [day, by] = [isolated(formatDate(sinceMs)), isolated(orderedBy)];
  if (handedOverBy === null) return msg(str`Since ${day}, by order of ${by}`);
  const from = isolated(personName(handedOverBy));
  return msg(str`Since ${day}, by order of ${by}, handed over by ${from}`);
}
