import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { EventView, PersonView } from '../../app/conversation-views.js';
import type { GroupType } from '../../protocol/admin-body.js';
import { formatDate, formatMoment, formatNumber, formatTime, isSameDay } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';
import { isolated } from '../fault-words.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';

/** The events that follow a message, or come before the first one. */
export type EventsByMessage = ReadonlyMap<EventView['after'], readonly EventView[]>;

/** Puts every event after the message it follows, in the order given. */
export function eventsByMessage(events: readonly EventView[]): EventsByMessage {
  const placed = new Map<EventView['after'], EventView[]>();
  for (const event of events) {
    const there = placed.get(event.after);
    if (there === undefined) placed.set(event.after, [event]);
    else there.push(event);
  }
  return placed;
}

/**
 * Something that happened to the group, or to somebody's devices, between its messages. `besideMs` is the time of the message it follows: the day
 * is said where it is another one, or where it follows none (null). `type`: those of a draft may edit it or comment on it.
 */
export function groupEvent(
  event: EventView,
  besideMs: number | null,
  type: GroupType = 'group',
): TemplateResult {
  const { id, sentAtMs, what } = event;
  const isBad = what.kind === 'forked';
  const isNear = besideMs !== null && isSameDay(besideMs, sentAtMs);
  return html`
    <div class=${isBad ? 'event warn' : 'event'} data-id=${String(id)} data-event=${what.kind}>
      <p>
        ${isBad ? icon('triangle-alert') : nothing}
        ${(type === 'draft' ? draftEventWords(event) : type === 'post' ? postEventWords(event) : null) ?? eventWords(event)}
        <time datetime=${new Date(sentAtMs).toISOString()} title=${formatMoment(sentAtMs)}
          >${isNear ? formatTime(sentAtMs) : formatMoment(sentAtMs)}</time
        >
      </p>
      ${what.kind === 'removed' ? renderKnown(what) : nothing}
    </div>
  `;
}

/** Until all know it; whoever was removed hears no more of that, and so is told nothing. */
function renderKnown({
  person,
  knownTo,
  of,
}: Extract<EventView['what'], { kind: 'removed' }>): TemplateResult | typeof nothing {
  if (person.own || knownTo === null || knownTo >= of) return nothing;
  const [k, n] = [formatNumber(knownTo), formatNumber(of)];
  return html`<p class="known">
    ${msg(str`Known to ${k} of ${n}. Whoever does not know it yet may still send to them.`)}
  </p>`;
}

function eventWords({ by, what }: EventView): TemplateResult | string {
  const who = by.own ? msg('You') : personName(by);
  switch (what.kind) {
    case 'created':
      return msg(html`<bdi>${who}</bdi> created “<bdi>${what.name}</bdi>”`);
    case 'added': {
      const whom = whomWords(what.person);
      return what.role === 'admin'
        ? msg(html`<bdi>${who}</bdi> added <bdi>${whom}</bdi> as an admin`)
        : msg(html`<bdi>${who}</bdi> added <bdi>${whom}</bdi>`);
    }
    case 'charge':
      return chargeWords(what);
    case 'promoted':
      return msg(html`<bdi>${who}</bdi> made <bdi>${whomWords(what.person)}</bdi> an admin`);
    case 'removed':
      return msg(html`<bdi>${who}</bdi> removed <bdi>${whomWords(what.person)}</bdi>`);
    case 'left':
      return msg(html`<bdi>${who}</bdi> left`);
    case 'renamed':
      return msg(html`<bdi>${who}</bdi> changed the name to “<bdi>${what.name}</bdi>”`);
    case 'history':
      return what.rule === 'all'
        ? msg(html`<bdi>${who}</bdi> changed the rule: newcomers see everything`)
        : msg(html`<bdi>${who}</bdi> changed the rule: newcomers see what is written from when they join`);
    case 'forked':
      return by.own
        ? msg(
            'A device of yours signed two different things in one place. Both are kept; treat what follows with care.',
          )
        : msg(
            str`A device of ${isolated(who)} signed two different things in one place. Both are kept; treat what follows of theirs with care.`,
          );
    case 'device-added':
      return msg(html`<bdi>${who}</bdi> uses a new device`);
    case 'device-ended':
      return msg(html`<bdi>${who}</bdi> no longer uses one of their devices`);
    default:
      return unreachable(what);
  }
}

/** Who holds a post from now on, as the registrar's own charge says. */
function chargeWords({ post, from, charge }: Extract<EventView['what'], { kind: 'charge' }>): string {
  const { holder, sinceMs, orderedBy, handedOverBy } = charge;
  const [name, day, order] = [isolated(post), isolated(formatDate(sinceMs)), isolated(orderedBy)];
  const to = isolated(holder === null ? msg('nobody') : whomWords(holder));
  if (from === null) return msg(str`${to} holds the post ${name} since ${day}, by order of ${order}`);
  const before = isolated(whomWords(from));
  if (handedOverBy === null)
    return msg(str`Charge of ${name} passed from ${before} to ${to} on ${day}, by order of ${order}`);
  const by = isolated(whomWords(handedOverBy));
  return msg(
    str`Charge of ${name} passed from ${before} to ${to} on ${day}, by order of ${order}, handed over by ${by}`,
  );
}

/** Where of a conversation with a post it is said otherwise than of a group; else null. */
function postEventWords({ by, what }: EventView): TemplateResult | null {
  if (what.kind !== 'created') return null;
  const who = by.own ? msg('You') : personName(by);
  return msg(html`<bdi>${who}</bdi> began to write to the post “<bdi>${what.name}</bdi>”`);
}

/** Where of a draft it is said otherwise than of a group; else null. */
function draftEventWords({ by, what }: EventView): TemplateResult | null {
  const who = by.own ? msg('You') : personName(by);
  switch (what.kind) {
    case 'created':
      return msg(html`<bdi>${who}</bdi> shared the draft “<bdi>${what.name}</bdi>”`);
    case 'added': {
      const whom = whomWords(what.person);
      return what.role === 'admin'
        ? msg(html`<bdi>${who}</bdi> added <bdi>${whom}</bdi>, who may edit`)
        : msg(html`<bdi>${who}</bdi> added <bdi>${whom}</bdi>, who may comment`);
    }
    case 'promoted':
      return msg(html`<bdi>${who}</bdi> lets <bdi>${whomWords(what.person)}</bdi> edit`);
    default:
      return null;
  }
}

const whomWords = (person: PersonView): string => (person.own ? msg('you') : personName(person));

export const eventStyles = css`
  .event {
    max-inline-size: 40rem;
    margin: var(--s2) auto;
    padding: var(--s1) var(--s3);
    color: var(--text-2);
    font-size: var(--text-xs);
    text-align: center;
  }

  .event bdi {
    font-weight: 600;
  }

  .event time {
    margin-inline-start: var(--s1);
    white-space: nowrap;
  }

  .event.warn {
    border-radius: var(--radius);
    background: var(--warn-soft);
    color: var(--text);
    font-size: var(--text-sm);
  }
`;
