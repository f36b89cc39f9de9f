import { configureLocalization } from '@lit/localize';
import { sourceLocale, targetLocales } from './generated/locale-codes.js';

/** The languages Beep speaks: BCP 47 code, own name, direction, and the locale whose formats officials expect. */
export const LANGUAGES = {
  en: { ownName: 'English', dir: 'ltr', formats: 'en-GB' },
  ur: { ownName: 'اردو', dir: 'rtl', formats: 'ur-PK' },
} as const satisfies Record<string, { ownName: string; dir: 'ltr' | 'rtl'; formats: string }>;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (code: unknown): code is Language =>
  typeof code === 'string' && Object.hasOwn(LANGUAGES, code);

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: () => import('./generated/ur.js'),
});

/** The language that is on the screen now. */
export const language = (): Language => getLocale() as Language;

/**
 * Switches every word on the screen, then `lang` and `dir` of the document. Nothing else changes: what is typed, open
 * or scrolled stays. Rejects, and leaves the language as it was, if the words cannot be loaded.
 */
export async function switchLanguage(to: Language): Promise<void> {
  await setLocale(to);
  const root = document.documentElement;
  root.lang = language();
  root.dir = LANGUAGES[language()].dir;
}
