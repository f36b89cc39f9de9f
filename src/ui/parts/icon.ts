import { svg, type SVGTemplateResult } from 'lit';

/** The pictures Beep uses, by their Lucide names; the sprite is built from `scripts/icons.json`. */
export type IconName =
  | 'arrow-left'
  | 'check'
  | 'check-check'
  | 'chevron-down'
  | 'chevron-right'
  | 'clock'
  | 'copy'
  | 'download'
  | 'file-pen-line'
  | 'hard-drive'
  | 'info'
  | 'languages'
  | 'lock'
  | 'message-square-plus'
  | 'message-square-text'
  | 'qr-code'
  | 'refresh-cw'
  | 'scan-line'
  | 'send-horizontal'
  | 'settings'
  | 'shield-check'
  | 'triangle-alert'
  | 'user-plus'
  | 'users'
  | 'wifi'
  | 'wifi-off'
  | 'x';

/** Pictures that point somewhere and so turn round where the writing does. */
const DIRECTED: ReadonlySet<IconName> = new Set(['arrow-left', 'chevron-right', 'send-horizontal']);

/** A picture beside words; hidden from screen readers, so the words have to be there. */
export const icon = (name: IconName): SVGTemplateResult =>
  svg`<svg class=${DIRECTED.has(name) ? 'icon flip' : 'icon'} aria-hidden="true" viewBox="0 0 24 24"><use href=${`${__ICONS_URL__}#${name}`}></use></svg>`;
