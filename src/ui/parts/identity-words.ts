import { html } from 'lit';
import { join } from 'lit/directives/join.js';
import { msg, str } from '@lit/localize';
import type { AuthorityView, BadgeView, IdentityView } from '../../app/official-views.js';
import { formatDate } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import type { BadgeNames } from '../../protocol/badge.js';
import type { Department } from '../../protocol/department.js';
import { unreachable } from '../../protocol/result.js';
import { isolated } from '../fault-words.js';
import type { IconName } from './icon.js';

/** What a badge says in the language on the screen, where it says it in that. */
export const badgeNames = ({ names, urdu }: Pick<BadgeView, 'names' | 'urdu'>): BadgeNames =>
  language() === 'ur' && urdu !== null ? urdu : names;

export const authorityName = ({ name, urduName }: AuthorityView): string =>
  language() === 'ur' && urduName !== null ? urduName : name;

/** A department with what it is part of, the greatest first. */
export const departmentPath = (department: Department): unknown =>
  join(
    department.map((name) => html`<bdi>${name}</bdi>`),
    html`<span aria-hidden="true"> › </span><span class="sr">, </span>`,
  );

/** Title and the nearest department, as one says who somebody is. */
export function shortWords(badge: BadgeView): string {
  const { title, department } = badgeNames(badge);
  const place = isolated(department.at(-1) ?? '');
  return title === '' ? place : msg(str`${isolated(title)}, ${place}`);
}

export function assuranceWords({ assurance, badges }: IdentityView): string {
  switch (assurance) {
    case 'verified':
      return msg('Verified in person');
    case 'vouched': {
      const [best] = badges;
      const by = best ? isolated(authorityName(best.authority)) : '';
      return msg(str`Vouched by ${by}`);
    }
    case 'unverified':
      return msg('Unverified');
    default:
      return unreachable(assurance);
  }
}

/** What is to be known of a badge that is not good; null of one that is. */
export function lapsedWords({ standing, untilMs }: Pick<BadgeView, 'standing' | 'untilMs'>): string | null {
  switch (standing.kind) {
    case 'good':
      return null;
    case 'early': {
      const day = formatDate(standing.fromMs);
      return msg(str`Badge not valid before ${day}`);
    }
    case 'expired': {
      const day = formatDate(untilMs);
      return msg(str`Badge ended on ${day}`);
    }
    case 'unchecked': {
      const day = formatDate(standing.sinceMs);
      return msg(str`Badge not confirmed since ${day}`);
    }
    case 'revoked': {
      const day = formatDate(standing.fromMs);
      return msg(str`Badge revoked on ${day}`);
    }
    default:
      return unreachable(standing);
  }
}

/** How somebody is marked beside their name. */
export type IdentityMark = 'verified' | 'vouched' | 'revoked' | 'lapsed' | 'unverified';

/** What was compared face to face stays so; a badge that was taken away is said in spite of it. */
export function markOf({ assurance, badges, successor }: IdentityView): IdentityMark {
  const [best] = badges;
  if (successor !== null || (best?.standing.kind === 'revoked' && assurance !== 'vouched')) return 'revoked';
  if (assurance !== 'unverified') return assurance;
  return best ? 'lapsed' : 'unverified';
}

/** Each mark has a shape of its own: colour alone says nothing. */
export const MARK_ICONS = {
  verified: 'shield-check',
  vouched: 'badge-check',
  revoked: 'ban',
  lapsed: 'clock',
  unverified: 'badge-question-mark',
} as const satisfies Record<IdentityMark, IconName>;

/** What a mark says, in words. */
export function markWords(identity: IdentityView): string {
  const mark = markOf(identity);
  const [best] = identity.badges;
  if (identity.successor !== null) return msg('Their key was replaced');
  if (mark !== 'revoked' && mark !== 'lapsed') return assuranceWords(identity);
  return (best && lapsedWords(best)) ?? assuranceWords(identity);
}
