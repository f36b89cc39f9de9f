import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { DepartmentView, DirectoryEntry, PostView } from '../../app/official-views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import type { Department } from '../../protocol/department.js';

/** Two names of one thing, that of the language on the screen first; `other` is empty where there is none. */
export interface BothNames {
  readonly first: string;
  readonly other: string;
}

function both(english: string, urdu: string | null): BothNames {
  if (!urdu) return { first: english, other: '' };
  const [first, other] = language() === 'ur' ? [urdu, english] : [english, urdu];
  return { first, other: other === first ? '' : other };
}

export const namesOf = ({ name, urduName }: DirectoryEntry): BothNames => both(name, urduName);
export const departmentNames = ({ name, urduName }: DepartmentView): BothNames => both(name, urduName);
export const postNames = ({ name, urduName }: PostView): BothNames => both(name, urduName);

export const titleOf = ({ title, urduTitle }: DirectoryEntry): string => both(title, urduTitle).first;

export const departmentOf = ({ department, urduDepartment }: DirectoryEntry): Department =>
  language() === 'ur' && urduDepartment !== null ? urduDepartment : department;

/** A name, and below it the same in the other language. */
export const bothNames = ({ first, other }: BothNames): TemplateResult => html`
  <span class="name"><bdi>${first}</bdi></span>
  ${other === '' ? nothing : html`<span class="sr">, </span><span class="other muted"><bdi>${other}</bdi></span>`}
`;

/** Why nobody can be written to as the holder of a post; null if somebody can. */
export function unheldWords({ holder, isDisputed }: PostView): string | null {
  if (isDisputed) return msg('Two registrars name different holders. The authority has to settle it.');
  return holder === null ? msg('Nobody holds this post now.') : null;
}

export const peopleWords = (count: number): string => {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} person`),
    () => msg(str`${n} people`),
  );
};
