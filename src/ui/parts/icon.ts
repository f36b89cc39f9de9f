import { svg, type SVGTemplateResult } from 'lit';

/** The pictures Beep uses, by their Lucide names; the sprite is built from `scripts/icons.json`. */
export type IconName =
  | 'arrow-left'
  | 'badge-check'
  | 'badge-question-mark'
  | 'ban'
  | 'at-sign'
  | 'book-user'
  | 'chart-bar'
  | 'check'
  | 'check-check'
  | 'chevron-down'
  | 'chevron-right'
  | 'clipboard-check'
  | 'clock'
  | 'copy'
  | 'download'
  | 'ellipsis-vertical'
  | 'file-pen-line'
  | 'flag'
  | 'hard-drive'
  | 'inbox'
  | 'ellipsis'
  | 'forward'
  | 'history'
  | 'id-card'
  | 'info'
  | 'key-round'
  | 'landmark'
  | 'languages'
  | 'lock'
  | 'log-out'
  | 'megaphone'
  | 'message-square-plus'
  | 'message-square-text'
  | 'paperclip'
  | 'pencil'
  | 'plus'
  | 'qr-code'
  | 'refresh-cw'
  | 'reply'
  | 'scan-line'
  | 'send-horizontal'
  | 'settings'
  | 'shield-alert'
  | 'shield-check'
  | 'siren'
  | 'smile-plus'
  | 'star'
  | 'star-off'
  | 'trash-2'
  | 'triangle-alert'
  | 'user-plus'
  | 'users'
  | 'wifi'
  | 'wifi-off'
  | 'bold'
  | 'italic'
  | 'underline'
  | 'heading'
  | 'list'
  | 'list-ordered'
  | 'text-quote'
  | 'table'
  | 'undo-2'
  | 'redo-2'
  | 'search'
  | 'printer'
  | 'pilcrow-left'
  | 'pilcrow-right'
  | 'pilcrow'
  | 'chevron-up'
  | 'x';

/** Pictures that point somewhere and so turn round where the writing does. */
const DIRECTED: ReadonlySet<IconName> = new Set([
  'arrow-left',
  'chevron-right',
  'log-out',
  'forward',
  'reply',
  'send-horizontal',
]);

/** A picture beside words; hidden from screen readers, so the words have to be there. */
export const icon = (name: IconName): SVGTemplateResult =>
  svg`<svg class=${DIRECTED.has(name) ? 'icon flip' : 'icon'} aria-hidden="true" viewBox="0 0 24 24"><use href=${`${__ICONS_URL__}#${name}`}></use></svg>`;
