import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { msg, str } from '@lit/localize';
import type { DepartmentView, DirectoryEntry, PostView } from '../../app/official-views.js';
import type { PersonId } from '../../protocol/ids.js';
import { avatar } from '../parts/avatar.js';
import { departmentPath, lapsedWords } from '../parts/identity-words.js';
import { icon } from '../parts/icon.js';
import { departmentHref } from './department-address.js';
import {
  bothNames,
  departmentNames,
  departmentOf,
  namesOf,
  peopleWords,
  postNames,
  titleOf,
  unheldWords,
} from './directory-words.js';

/** A button that writes to whoever is in a row; its name says to whom. */
const writeButton = (name: string, write: () => void, reason: string | null = null): TemplateResult => html`
  <button class="write" ?disabled=${reason !== null} @click=${write}>
    ${icon('message-square-plus')}
    <span class="words" aria-hidden="true">${msg('Write')}</span>
    <span class="sr">${msg(str`Write to ${name}`)}</span>
  </button>
`;

/**
 * People with what is on their badges, and their departments where those are not the same (`isMixed`). Nobody writes to
 * `self`, nor by a badge that was revoked.
 */
export const peopleList = (
  label: string,
  people: readonly DirectoryEntry[],
  isMixed: boolean,
  self: PersonId,
  write: (person: PersonId) => void,
): TemplateResult => html`
  <ul class="list" aria-label=${label}>
    ${repeat(
      people,
      ({ person }) => person,
      (entry) => personRow(entry, isMixed, entry.person === self, write),
    )}
  </ul>
`;

function personRow(
  entry: DirectoryEntry,
  isMixed: boolean,
  isSelf: boolean,
  write: (person: PersonId) => void,
): TemplateResult {
  const { person, standing, grade, post } = entry;
  const [names, title, lapsed] = [namesOf(entry), titleOf(entry), lapsedWords(entry)];
  const isRevoked = standing.kind === 'revoked';
  const isOver = isRevoked || standing.kind === 'expired';
  return html`
    <li class=${isOver ? 'lapsed' : 'current'}>
      ${avatar(names.first, person)}
      <div class="who">
        <span class="names">${bothNames(names)}</span>
        ${
          title === '' && grade === ''
            ? nothing
            : html`<span
                ><bdi>${title}</bdi>${
                  grade === ''
                    ? nothing
                    : html`${title === '' ? nothing : html`<span class="muted"> · </span>`}<bdi
                          class="grade muted"
                          dir="ltr"
                          >${grade}</bdi
                        >`
                }</span
              >`
        }
        ${post === null || post === title ? nothing : html`<span class="where"><bdi>${post}</bdi></span>`}
        ${isMixed ? html`<span class="where muted">${departmentPath(departmentOf(entry))}</span>` : nothing}
        ${
          lapsed === null
            ? nothing
            : html`<span class=${`mark ${standing.kind}`}
                >${icon(isRevoked ? 'ban' : 'clock')} ${lapsed}</span
              >`
        }
      </div>
      ${
        isSelf
          ? html`<span class="muted small">${msg('You')}</span>`
          : isRevoked
            ? nothing
            : writeButton(names.first, () => write(person))
      }
    </li>
  `;
}

/** The parts of a department, each a link into it. */
export const partsList = (parts: readonly DepartmentView[]): TemplateResult => html`
  <ul class="list parts" aria-label=${msg('Departments')}>
    ${repeat(
      parts,
      ({ name }) => name,
      (part) => html`
        <li>
          <a href=${departmentHref(part.department)}>
            ${icon('landmark')}
            <span class="who"><span class="names">${bothNames(departmentNames(part))}</span></span>
            <span class="sr">, </span><span class="count">${peopleWords(part.count)}</span>
            ${icon('chevron-right')}
          </a>
        </li>
      `,
    )}
  </ul>
`;

/** Posts with whoever holds them. */
export const postsList = (
  posts: readonly PostView[],
  self: PersonId,
  write: (post: PostView) => void,
): TemplateResult => html`
  <ul class="list" aria-label=${msg('Posts')}>
    ${repeat(
      posts,
      ({ post }) => post,
      (post) => postRow(post, self, write),
    )}
  </ul>
`;

function postRow(view: PostView, self: PersonId, write: (post: PostView) => void): TemplateResult {
  const [names, reason] = [postNames(view), unheldWords(view)];
  const { holder, department } = view;
  return html`
    <li>
      <div class="who">
        <span class="names">${bothNames(names)}</span>
        ${
          reason === null && holder !== null
            ? html`<span>${msg(html`Held by <bdi>${holder.name}</bdi>`)}</span>`
            : html`<span class="mark">${icon(view.isDisputed ? 'triangle-alert' : 'info')} ${reason}</span>`
        }
        <span class="where muted">${departmentPath(department)}</span>
      </div>
      ${
        holder?.person === self && reason === null
          ? html`<span class="muted small">${msg('You')}</span>`
          : writeButton(names.first, () => write(view), reason)
      }
    </li>
  `;
}
