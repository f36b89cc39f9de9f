import { language, LANGUAGES, type Language } from './language.js';

const formatters = new Map<Language, Intl.ListFormat>();

/** Several things as one phrase of the language on the screen: "Ayesha, Danish and Farah". */
export function formatList(items: readonly string[]): string {
  const now = language();
  let formatter = formatters.get(now);
  if (formatter === undefined) {
    formatters.set(now, (formatter = new Intl.ListFormat(LANGUAGES[now].formats)));
  }
  return formatter.format(items);
}
