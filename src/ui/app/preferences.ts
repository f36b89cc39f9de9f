import { Store, type ReadonlyStore } from '../../app/store.js';
import { isLanguage, switchLanguage, type Language } from '../../i18n/language.js';

export type Theme = 'system' | 'light' | 'dark';
export type Face = 'naskh' | 'nastaliq';

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** The face in which Urdu messages are read. */
  readonly face: Face;
}

// Not secret, and read by the boot script before the first paint; the names are fixed there as well.
const KEY = { language: 'beep.language', theme: 'beep.theme', face: 'beep.face' } as const;

const store = new Store<Preferences>({ language: 'en', theme: 'system', face: 'naskh' });

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
  }));
  applyLook();
  try {
    await applyLanguage(language);
  } catch {
    // Its words did not load. English is built in, and Settings and the first screen offer the switch again.
    await applyLanguage('en');
  }
}

/** Switches the language now and remembers it. If its words cannot be loaded, the language stays as it was. */
export async function chooseLanguage(language: Language): Promise<void> {
  await applyLanguage(language);
  remember(KEY.language, language);
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

async function applyLanguage(language: Language): Promise<void> {
  await switchLanguage(language);
  store.update((now) => ({ ...now, language }));
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
