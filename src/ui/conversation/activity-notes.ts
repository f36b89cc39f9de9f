import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { ConversationView, PersonView } from '../../app/conversation-views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { icon } from '../parts/icon.js';
import { peopleNames, nameOrYou } from '../parts/people-names.js';

/** More people than this are counted and not named. */
const MAX_NAMED_TYPING = 3;

/** Who is writing now. Not read out: it comes and goes while one listens to something else. */
export function typingNote({ typing }: ConversationView): TemplateResult | typeof nothing {
  if (typing.length === 0) return nothing;
  const names = peopleNames(typing);
  const n = formatNumber(typing.length);
  return html`<p class="typing">
    ${icon('pencil')}
    ${
      typing.length > MAX_NAMED_TYPING
        ? msg(str`${n} people are writing…`)
        : plural(
            typing.length,
            () => msg(str`${names} is writing…`),
            () => msg(str`${names} are writing…`),
          )
    }
  </p>`;
}

/** Steps in which progress is read out: each step at most once, however quickly it goes. */
const STEPS_READ_OUT = 4;

/** How much of what was missed has come. The count is seen as it runs; read out are a few steps of it. */
export function catchUpNote({ catchingUp }: ConversationView): TemplateResult {
  const step = catchingUp && Math.floor((catchingUp.done / catchingUp.total) * STEPS_READ_OUT);
  const said = step === null ? 0 : Math.floor((catchingUp!.total * step) / STEPS_READ_OUT);
  return html`<div class="catching-up">
    ${catchingUp ? html`<p class="note" aria-hidden="true">${icon('download')} ${fetchingWords(catchingUp.done, catchingUp.total)}</p>` : nothing}
    <p role="status" class="sr">${catchingUp ? fetchingWords(said, catchingUp.total) : nothing}</p>
  </div>`;
}

function fetchingWords(done: number, total: number): string {
  const [n, all] = [formatNumber(done), formatNumber(total)];
  return msg(str`Fetching ${n} of ${all} messages`);
}

/** Whose messages are known to be missing, and that they are being asked for. */
export function missingNote({ missing }: ConversationView): TemplateResult {
  return html`<div role="status" class="missing">
    ${missing.map(({ person, count }) => {
      const name = isolated(nameOrYou(person));
      const n = formatNumber(count);
      return html`<p class="note warn">
        ${icon('history')}
        ${plural(
          count,
          () => msg(str`${n} message from ${name} is missing here. Beep asks for it again.`),
          () => msg(str`${n} messages from ${name} are missing here. Beep asks for them again.`),
        )}
      </p>`;
    })}
  </div>`;
}

/** Who has used up what this device takes of one person, and the way to take more. */
export function fullNote({ full }: ConversationView, takeMore: (of: PersonView) => void): TemplateResult {
  return html`<div class="full">
    ${full.map((person) => {
      const name = isolated(nameOrYou(person));
      return html`<div class="note warn">
        ${icon('hard-drive')}
        <p role="status">
          ${msg(str`${name} has sent more than Beep keeps of one person in one chat. Nothing more of theirs comes here; all the rest goes on.`)}
        </p>
        <button class="quiet" @click=${() => takeMore(person)}>${msg(str`Take more from ${name}`)}</button>
      </div>`;
    })}
  </div>`;
}
