import { Store, type ReadonlyStore } from '../../app/store.js';
import { isLanguage, switchLanguage, type Language } from '../../i18n/language.js';

export type Theme = 'system' | 'light' | 'dark';
export type Face = 'naskh' | 'nastaliq';

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** The face in which Urdu messages are read. */
  readonly face: Face;
  /** The language that was asked for last and whose words could not be fetched; null if there is none. */
  readonly missing: Language | null;
}

// Not secret, and read by the boot script before the first paint; the names are fixed there as well.
const KEY = { language: 'beep.language', theme: 'beep.theme', face: 'beep.face' } as const;

const store = new Store<Preferences>({
  language: 'en',
  theme: 'system',
  face: 'naskh',
  missing: null,
});

export const preferences: ReadonlyStore<Preferences> = store;

/** Takes up what was chosen on this device, or the browser's language. Resolves when the words are loaded. */
export async function startPreferences(): Promise<void> {
  const theme = remembered(KEY.theme);
  const face = remembered(KEY.face);
  const chosen = remembered(KEY.language);
  const language = isLanguage(chosen) ? chosen : (navigator.languages.map(base).find(isLanguage) ?? 'en');
  store.update(() => ({
    language: 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    face: face === 'nastaliq' ? face : 'naskh',
    missing: null,
  }));
  applyLook();
  if (!(await applyLanguage(language))) await switchLanguage('en'); // which is built in
}

/** Switches the language now and remembers it. If its words cannot be fetched, `missing` says so. Never rejects. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (await applyLanguage(language)) remember(KEY.language, language);
}

export function chooseTheme(theme: Theme): void {
  store.update((now) => ({ ...now, theme }));
  remember(KEY.theme, theme);
  applyLook();
}

export function chooseFace(face: Face): void {
  store.update((now) => ({ ...now, face }));
  remember(KEY.face, face);
  applyLook();
}

async function applyLanguage(language: Language): Promise<boolean> {
  try {
    await switchLanguage(language);
  } catch {
    store.update((now) => ({ ...now, missing: language })); // offline before everything was cached
    return false;
  }
  store.update((now) => ({ ...now, language, missing: null }));
  return true;
}

function applyLook(): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = store.value.theme;
  dataset['face'] = store.value.face;
}

const base = (tag: string): string => tag.split('-')[0] ?? '';

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is switched off: the choice lasts as long as the tab
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // as above; nothing but the choice itself is lost, and only with the tab
  }
}
