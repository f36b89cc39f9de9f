import { msg, str } from '@lit/localize';
import type { PostTalkView } from '../../app/official-views.js';
import type { ConversationView, GroupView, Path } from '../../app/conversation-views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';
import { isolated } from '../fault-words.js';
import { holdingWords } from '../posts/post-words.js';

/** What stands under the name of a conversation: whether messages reach the others now, and who they are. */
export function headWords({
  group,
  standing,
  path,
  isActive,
  isBlocked,
}: Pick<ConversationView, 'group' | 'standing' | 'path' | 'isActive' | 'isBlocked'>): string {
  if (isBlocked) return msg('Blocked');
  if (group !== null) return groupWords(group);
  return isActive && standing === 'linked' ? activeWords(path) : standingWords(standing, path);
}

function activeWords(path: Path): string {
  switch (path) {
    case 'direct':
      return msg('Active now, linked device to device');
    case 'relay':
      return msg('Active now, linked through the ministry’s relay');
    case null:
      return msg('Active now');
    default:
      return unreachable(path);
  }
}

/** That somebody is linked with us, and which way as far as that is known. */
export function linkWords(path: Path): string {
  switch (path) {
    case 'direct':
      return msg('Linked now, device to device');
    case 'relay':
      return msg('Linked now, through the ministry’s relay');
    case null:
      return msg('Linked now');
    default:
      return unreachable(path);
  }
}

/** Whether messages reach the other now, and where they wait if not. */
export function standingWords(standing: ConversationView['standing'], path: Path): string {
  switch (standing) {
    case 'linked':
      return linkWords(path);
    case 'away':
      return msg('Away: messages wait on this device until you are both online');
    case 'waiting':
      return msg('Waiting for them to open Beep; messages are kept until then');
    case 'refused-used':
    case 'refused-expired':
      return msg('Their contact link does not work any more');
    default:
      return unreachable(standing);
  }
}

/** How many there are, and how many of the others a message reaches at once. */
function groupWords({ own, members, post }: GroupView): string {
  if (own === 'removed') return msg('You were removed');
  if (own === 'left') return msg('You have left');
  if (post !== null) return postHeadWords(post);
  const here = members.filter((member) => !member.own && member.online).length;
  const n = formatNumber(here);
  const reached = here === 0 ? msg('nobody else here now') : msg(str`${n} here now`);
  return members.length < 2 ? memberCount(1) : msg(str`${memberCount(members.length)}, ${reached}`);
}

/** Where a post belongs, and who holds it. */
function postHeadWords(talk: PostTalkView): string {
  const [place, held] = [talk.post?.department.at(-1), holdingWords(talk)];
  return place === undefined ? held : msg(str`${isolated(place)}: ${held}`);
}

/** "7 members". */
export function memberCount(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} member`),
    () => msg(str`${n} members`),
  );
}
