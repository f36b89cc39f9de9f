import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { DraftEditor, EditorWords } from '../../app/draft-editor.js';
import type {
  DraftApprovalView,
  DraftRecipient,
  DraftsVerbs,
  DraftSummary,
  OpenDraftVerbs,
  SendingView,
  SharedDraftView,
} from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { Fault, type FaultCode } from '../../domain/fault.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import type { ConversationId, DraftId } from '../../protocol/ids.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chatHref, detailsHref, draftHref, go, pageHref } from '../app/routes.js';
import { isChat } from '../conversation/chat-lists.js';
import { whole } from '../controllers/store-controller.js';
import { roleWords } from '../groups/group-words.js';
import { memoFileName } from '../memo/memo-file-name.js';
import { memoSheet } from '../memo/memo-sheet.js';
import { faultNote } from '../parts/fault-note.js';
import { icon, type IconName } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import type { MenuItem } from '../parts/beep-menu.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { selectStyles } from '../styles/select.js';
import type { MakeEditor } from './make-editor.js';
import type { BeepDraftToolbar } from './beep-draft-toolbar.js';
import { sendingWords } from './draft-words.js';
import { draftStyles } from './draft-styles.js';
import { editorStyles } from './editor-styles.js';
import '../parts/beep-confirm.js';
import '../parts/beep-menu.js';
import './beep-draft-approval.js';
import './beep-draft-history.js';
import '../memo/beep-attachment.js';
import './beep-draft-toolbar.js';
import './beep-put-up.js';
import './beep-send-draft.js';
import './beep-share-draft.js';

/** One draft and its editor. The draft does not change during the element's life. */
@customElement('beep-draft')
@localized()
export class BeepDraft extends LitElement {
  static override styles = [base, controls, selectStyles, editorStyles, draftStyles];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) draft!: DraftId;
  @state() private open: OpenDraftVerbs | null = null;
  @state() private editor: DraftEditor | null = null;
  /** Why there is nothing to be written in, or what could not be done. */
  @state() private fault: FaultCode | null = null;
  @state() private isUnloadable = false;
  @state() private isUnbearable = false;
  @query('h1.title') private heading!: HTMLElement;
  @query('.text') private text!: HTMLElement;
  @query('beep-draft-toolbar') private toolbar!: BeepDraftToolbar | null;
  @state() private dialog: 'share' | 'put-up' | 'send' | 'history' | 'discard' | null = null;
  #drafts: DraftsVerbs | null = null;
  /** What is open, or was until a moment ago: a dialog stays while the draft is opened again because it is shared now. */
  #last: OpenDraftVerbs | null = null;
  /** With whom the document that is open is shared. */
  #sharedBy: ConversationId | null = null;
  readonly #conversations = whole(this, () => this.beep.conversations);
  readonly #people = whole(this, () => this.beep.people);
  #stop: (() => void)[] = [];

  override focus(): void {
    if (this.editor) this.editor.focus();
    else this.heading.focus();
  }

  protected override firstUpdated(): void {
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
    this.#last = null; // what is not on the screen any more is to hold no document
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.editor?.name(this.#words); // the language may have changed
  }

  protected override render(): TemplateResult {
    const { open, editor, fault } = this;
    const summary = open?.summary.value ?? null;
    const approval = summary?.shared?.approval ?? null;
    return html`
      <header>
        <a class="button quiet only-icon" href=${pageHref('drafts')}>
          ${icon('arrow-left')}<span class="sr">${msg('Back to drafts')}</span>
        </a>
        <div class="words">
          <h1 class="title" tabindex="-1">${titleOf(summary)}</h1>
          <p class="kept" role="status">${this.#keptWords()}</p>
        </div>
        ${open ? html`<beep-menu .label=${msg('More about this draft')} .items=${this.#menu()}></beep-menu>` : nothing}
      </header>
      ${summary?.use === 'draft' ? this.#renderActs(summary) : html`<div class="acts" hidden></div>`}
      <div class="faults">
        ${faultNote(fault ?? open?.keeping.value.fault ?? null)}
        ${
          this.isUnloadable
            ? html`<div class="note warn" role="alert">
                ${icon('triangle-alert')}
                <p>
                  ${msg('The editor could not be loaded. The draft is safe. Connect to the office network once, and open it again.')}
                </p>
              </div>`
            : nothing
        }
      </div>
      ${editor ? html`<beep-draft-toolbar .editor=${editor}></beep-draft-toolbar>` : nothing}
      <div class="paper">
        <div class="notes">
          ${summary?.sending ? this.#renderSending(summary.sending) : nothing}
          ${
            open && approval
              ? html`<beep-draft-approval .draft=${open} .approval=${approval}></beep-draft-approval>`
              : nothing
          }
          ${this.#isReadOnly && !this.isUnbearable ? this.#renderReadOnly(summary) : nothing}
        </div>
        <div class="text" ?hidden=${this.#isReadOnly} @keydown=${this.#onKeydown}></div>
        ${open && this.#isReadOnly ? renderRead(open.doc.content(), approval) : nothing}
      </div>
      <footer>${editor ? this.#renderCount(editor.view.value.words) : nothing}</footer>
      ${this.#last ? this.#renderDialog(this.#last) : nothing}
    `;
  }

  #keptWords(): string | typeof nothing {
    const keeping = this.open?.keeping.value;
    if (keeping === undefined) return nothing;
    if (keeping.isKept) return msg('Kept on this device');
    return keeping.fault === null ? msg('Being kept…') : msg('Not kept yet');
  }

  #renderActs({ recipient, shared, sent, sending }: DraftSummary): TemplateResult {
    const mayEdit = shared === null || shared.own === 'edit';
    const isOurs = shared?.approval ? shared.approval.isOursToSend : mayEdit;
    return html`
      <div class="acts" role="group" aria-label=${msg('What becomes of it')}>
        ${mayEdit || isOurs ? this.#renderRecipient(recipient) : nothing}
        ${
          mayEdit
            ? html`<button class="quiet" @click=${() => (this.dialog = 'share')}>
                ${icon('users')} ${msg('Share')}
              </button>`
            : nothing
        }
        ${
          mayEdit && shared?.approval?.state !== 'sent'
            ? html`<button class="quiet" @click=${() => (this.dialog = 'put-up')}>
                ${icon('clipboard-check')}
                ${shared?.approval ? msg('Put up again') : msg('Put up for approval')}
              </button>`
            : nothing
        }
        ${
          isOurs && sending === null && shared?.approval?.state !== 'sent'
            ? html`<button class=${sent ? 'quiet' : 'primary'} @click=${() => (this.dialog = 'send')}>
                ${icon('send-horizontal')} ${sent ? msg('Send again…') : msg('Send…')}
              </button>`
            : nothing
        }
        ${
          shared === null
            ? nothing
            : html`<a class="button quiet" href=${chatHref(shared.conversation)}>
                  ${icon('message-square-text')} ${remarksWords(shared.unread)}
                </a>
                ${renderPeople(shared)}`
        }
      </div>
    `;
  }

  #renderRecipient(recipient: DraftRecipient | null): TemplateResult {
    const chats = this.#conversations.value.filter((chat) => isChat(chat) && chat.mayPost);
    return html`
      <label for="recipient">${msg('To:')}</label>
      <select id="recipient" @change=${this.#onRecipient}>
        <option value="" ?selected=${recipient === null}>${msg('nobody yet')}</option>
        ${
          recipient === null || chats.some(({ id }) => id === recipient.conversation)
            ? nothing
            : html`<option value=${String(recipient.conversation)} selected>${recipient.name}</option>`
        }
        ${chats.map(
          ({ id, name }) =>
            html`<option value=${String(id)} ?selected=${id === recipient?.conversation}>${name}</option>`,
        )}
      </select>
    `;
  }

  #renderSending(sending: SendingView): TemplateResult {
    return html`
      <div class="note info banner" role="status">
        <p>
          ${icon('clock')} ${sendingWords(sending, this.#people.value)}.
          <span>${msg('To:')} <bdi>${sending.to.name}</bdi></span>
        </p>
        <button @click=${() => void this.#cancelSending()}>${msg('Do not send')}</button>
      </div>
      ${faultNote(sending.fault)}
    `;
  }

  #renderReadOnly(summary: DraftSummary | null): TemplateResult {
    return html`<p class="note info">
      ${icon('info')}
      ${
        summary?.shared?.own === 'comment'
          ? msg('You may read this draft and write remarks on it. Those who may edit it write it.')
          : msg('You are no more among the people of this draft. What you have of it stays readable.')
      }
    </p>`;
  }

  #renderDialog(open: OpenDraftVerbs): TemplateResult | typeof nothing {
    const closed = (): void => void (this.dialog = null);
    switch (this.dialog) {
      case 'share':
        return html`<beep-share-draft
          .beep=${this.beep}
          .drafts=${this.#drafts!}
          .draft=${this.draft}
          .shared=${open.summary.value.shared}
          @closed=${closed}
        ></beep-share-draft>`;
      case 'put-up':
        return html`<beep-put-up .beep=${this.beep} .draft=${open} @closed=${closed}></beep-put-up>`;
      case 'send':
        return html`<beep-send-draft
          .beep=${this.beep}
          .draft=${open}
          @sent=${(event: CustomEvent<ConversationId>) => go(chatHref(event.detail))}
          @closed=${closed}
        ></beep-send-draft>`;
      case 'history':
        return html`<beep-draft-history .draft=${open} @closed=${closed}></beep-draft-history>`;
      case 'discard': {
        const isShared = open.summary.value.shared !== null;
        return html`<beep-confirm
          .question=${isShared ? msg('Leave this draft and discard it?') : msg('Discard this draft?')}
          .text=${
            isShared
              ? msg(
                  'The others go on with it without you. What you have of it is kept for 30 days under Drafts.',
                )
              : msg('It is kept for 30 days under Drafts, and can be taken back.')
          }
          .action=${isShared ? msg('Leave and discard') : msg('Discard')}
          @answered=${this.#onAnswered}
        ></beep-confirm>`;
      }
      case null:
        return nothing;
    }
  }

  #onAnswered(event: CustomEvent<boolean>): void {
    this.dialog = null;
    if (event.detail) void this.#discard();
  }

  #renderCount(words: number): string {
    const n = formatNumber(words);
    return plural(
      words,
      () => msg(str`${n} word`),
      () => msg(str`${n} words`),
    );
  }

  #menu(): readonly MenuItem[] {
    const { use, shared } = this.open!.summary.value;
    const isApproved = shared?.approval?.state === 'approved' || shared?.approval?.state === 'sent';
    return [
      ...(shared ? [item(msg('History…'), 'history', () => (this.dialog = 'history'))] : []),
      ...(isApproved
        ? [item(msg('Save what was approved as file'), 'download', () => void this.#export())]
        : []),
      item(msg('Print'), 'printer', () => window.print()),
      ...(use === 'draft'
        ? [
            item(msg('Keep as a form of my own'), 'star', () => void this.#keepAs('template')),
            item(msg('Keep as my letterhead'), 'pilcrow', () => void this.#keepAs('letterhead')),
          ]
        : []),
      {
        ...item(
          shared ? msg('Leave and discard') : msg('Discard'),
          'trash-2',
          () => (this.dialog = 'discard'),
        ),
        isDanger: true,
      },
    ];
  }

  /** Only to be read: we are not among those who may edit it. */
  get #isReadOnly(): boolean {
    const shared = this.open?.summary.value.shared;
    return this.isUnbearable || (shared ? shared.own !== 'edit' : false);
  }

  get #words(): EditorWords {
    return { label: msg('Draft'), subject: msg('Subject'), text: msg('Write here') };
  }

  async #begin(): Promise<void> {
    const drafts = await this.beep.drafts();
    if (!drafts.ok) return void (this.fault = drafts.error);
    this.#drafts = drafts.value;
    const opened = await drafts.value.open(this.draft);
    if (!opened.ok) return void (this.fault = opened.error);
    if (!this.isConnected) return void opened.value.close();
    const open = opened.value;
    this.open = this.#last = open;
    this.#sharedBy = open.summary.value.shared?.conversation ?? null;
    const again = (): void => this.requestUpdate();
    this.#stop = [
      open.keeping.subscribe(again),
      open.isStale.subscribe(() => void this.#reopen(open)),
      open.summary.subscribe(() => this.#onSummary()),
      open.doc.onChange(() => {
        if (this.#isReadOnly) this.requestUpdate();
      }),
    ];
    await this.#edit();
  }

  /** Puts the editor there, for whoever may write. */
  async #edit(): Promise<void> {
    const { open } = this;
    if (!open || this.editor || this.#isReadOnly) return;
    const makeEditor = await this.#load();
    // Whatever changed meanwhile may have asked for it too, and two in one place would write over each other.
    if (!makeEditor || !this.isConnected || this.open !== open || this.editor || this.#isReadOnly) return;
    const editor = this.#made(makeEditor, open);
    if (!editor) return;
    this.editor = editor;
    this.#stop.push(editor.view.subscribe(() => this.requestUpdate()));
    // Whoever is asked to approve it is to read what stands above first.
    if (open.summary.value.shared?.approval?.turn?.own) this.heading.focus();
    else if (this.dialog === null) editor.focus();
  }

  /** Null where somebody has made a document that no editor can bear: it is read all the same. */
  #made(makeEditor: MakeEditor, { doc }: OpenDraftVerbs): DraftEditor | null {
    try {
      return makeEditor(this.text, doc, this.#words);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.isUnbearable = true;
      this.fault = error.code;
      return null;
    }
  }

  /** Something stands in it that will not last, and was perhaps written beside: what is ours comes along. */
  async #reopen(open: OpenDraftVerbs): Promise<void> {
    if (!open.isStale.value || this.open !== open) return;
    const closing = open.close();
    this.#end();
    await closing;
    if (this.isConnected) await this.#begin();
  }

  #end(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
    this.editor?.destroy();
    this.editor = null;
    const { open } = this;
    this.open = null;
    void open?.close();
  }

  #onSummary(): void {
    this.requestUpdate();
    const now = this.open?.summary.value.shared?.conversation ?? null;
    if (now !== this.#sharedBy) {
      // It is another document since it is shared.
      this.#end();
      void this.#begin();
    } else if (this.#isReadOnly) {
      this.editor?.destroy();
      this.editor = null;
    } else void this.#edit();
  }

  async #load(): Promise<MakeEditor | null> {
    try {
      return await this.facts.loadEditor();
    } catch {
      this.isUnloadable = true; // offline before everything was cached; the screen says so
      return null;
    }
  }

  async #discard(): Promise<void> {
    const drafts = this.#drafts!;
    this.#end();
    const discarded = await drafts.discard(this.draft);
    if (discarded.ok) go(pageHref('drafts'));
    else this.fault = discarded.error;
  }

  async #keepAs(use: 'template' | 'letterhead'): Promise<void> {
    const kept = await this.#drafts!.keepAs(this.draft, use);
    if (kept.ok) go(draftHref(kept.value));
    else this.fault = kept.error;
  }

  async #export(): Promise<void> {
    const { open } = this;
    const file = await open!.exportApproved();
    if (file.ok) this.facts.saveFile(memoFileName(open!.doc.content()), file.value);
    else this.fault = file.error;
  }

  async #cancelSending(): Promise<void> {
    const done = await this.open!.cancelSending();
    this.fault = done.ok ? null : done.error;
  }

  #onRecipient(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    void this.#drafts!.address(this.draft, value === '' ? null : (value as ConversationId)).then((done) => {
      this.fault = done.ok ? null : done.error;
    });
  }

  #onKeydown(event: KeyboardEvent): void {
    const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isFind) void this.toolbar?.openFind();
    else if (event.key === 'F10' && event.altKey) this.toolbar?.focus();
    else return;
    event.preventDefault();
  }
}

const item = (words: string, picture: IconName, run: () => void): MenuItem => ({ words, icon: picture, run });

function titleOf(summary: DraftSummary | null): string {
  switch (summary?.use) {
    case 'template':
      return msg('Form of my own');
    case 'letterhead':
      return msg('Letterhead');
    default:
      return msg('Draft');
  }
}

const remarksWords = (unread: number): string => {
  const n = formatNumber(unread);
  return unread === 0 ? msg('Remarks') : msg(str`Remarks (${n} new)`);
};

/** People of a draft who are named; of more than that, how many they are. */
const MAX_NAMED = 5;

/** Who else is on it, what they may do, and who of them is there now. */
function renderPeople({ people, conversation }: SharedDraftView): TemplateResult {
  const more = people.length - MAX_NAMED;
  const n = formatNumber(more);
  return html`<ul class="people" aria-label=${msg('Shared with')}>
    ${people.slice(0, MAX_NAMED).map(
      ({ person, mayEdit, online }) =>
        html`<li>
          ${online ? html`<span class="dot" title=${msg('online')}></span>` : nothing}
          <bdi class="clip">${personName(person)}</bdi>
          ${online ? html`<span class="sr">, ${msg('online')}, </span>` : nothing}
          <span class="role">${roleWords(mayEdit ? 'admin' : 'member', 'draft')}</span>
        </li>`,
    )}
    ${more > 0 ? html`<li><a href=${detailsHref(conversation)}>${msg(str`and ${n} more`)}</a></li>` : nothing}
  </ul>`;
}

/**
 * For whoever may not write. Where it is their turn to approve, what was put up is above: what is written now is shown only
 * if it is something else.
 */
function renderRead(
  content: MemoContent,
  approval: DraftApprovalView | null,
): TemplateResult | typeof nothing {
  if (!approval?.turn?.own) return memoSheet(content);
  if (!approval.isChanged) return nothing;
  return html`<details class="now">
    <summary>${msg('What is written now')}</summary>
    ${memoSheet(content)}
  </details>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-draft': BeepDraft;
  }
}
