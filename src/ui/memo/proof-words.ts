import { html, type nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { ProofRefusal } from '../../app/proof-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';

/** Why a file proves nothing, and what follows from that. */
const WORDS: Readonly<Record<ProofRefusal, () => { readonly say: string; readonly act: string }>> = {
  'proof-unreadable': () => ({
    say: msg('This is neither a proof nor a memo, or not a whole one.'),
    act: msg('Ask for the file again.'),
  }),
  'proof-altered': () => ({
    say: msg('What was signed are other words, or another message, than these.'),
    act: msg('Do not rely on it. Ask whoever is said to have written it.'),
  }),
  'proof-forged': () => ({
    say: msg('A signature is not that of whose it is said to be.'),
    act: msg('Do not rely on it. Ask whoever is said to have written it.'),
  }),
  'proof-stranger': () => ({
    say: msg('Nothing in the file shows whose device signed it, or for which conversation.'),
    act: msg('Ask for the file again.'),
  }),
  'proof-stray': () => ({
    say: msg('The file holds something that belongs to nobody in it.'),
    act: msg('Do not rely on it. Ask for the file again.'),
  }),
  'proof-foreign-authority': () => ({
    say: msg('The badges in the file are of an authority that is not trusted here.'),
    act: msg('Ask your office whether it is to be trusted.'),
  }),
};

const isRefusal = (code: FaultCode | ProofRefusal): code is ProofRefusal => code in WORDS;

/** As `faultNote`, of what a check of a file can come to. */
export function refusalNote(code: FaultCode | ProofRefusal | null): TemplateResult | typeof nothing {
  if (code === null || !isRefusal(code)) return faultNote(code);
  const { say, act } = WORDS[code]();
  return html`<div class="note bad" role="alert" data-kind=${code}>
    ${icon('triangle-alert')}
    <p>${say} ${act}</p>
  </div>`;
}
