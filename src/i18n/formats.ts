import { language, LANGUAGES, type Language } from './language.js';

/** One formatter per language: making one costs more than all the formatting of a screen. */
export function perLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const now = language();
    let formatter = made.get(now);
    if (formatter === undefined) made.set(now, (formatter = make(LANGUAGES[now].formats)));
    return formatter;
  };
}

const numbers = perLanguage((locale) => new Intl.NumberFormat(locale));
const plurals = perLanguage((locale) => new Intl.PluralRules(locale));
const times = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
);
const weekdays = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long' }));
const days = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
);
const shortDays = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: '2-digit' }),
);
const moments = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }),
);
const relativeDays = perLanguage((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const bytesIn = (unit: 'byte' | 'kilobyte' | 'megabyte' | 'gigabyte') =>
  perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }));
const singleBytes = bytesIn('byte');
const kilobytes = bytesIn('kilobyte');
const megabytes = bytesIn('megabyte');
const gigabytes = bytesIn('gigabyte');

const collators = perLanguage((locale) => new Intl.Collator(locale));

export const formatNumber = (value: number): string => numbers().format(value);
/** In the largest unit that fits, by powers of 1,000, as people read them in a settings page. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return singleBytes().format(bytes);
  if (bytes < 1e6) return kilobytes().format(bytes / 1e3);
  return bytes < 1e9 ? megabytes().format(bytes / 1e6) : gigabytes().format(bytes / 1e9);
}
/** Hour and minute of a time in milliseconds since the Unix epoch. */
export const formatTime = (timeMs: number): string => times().format(timeMs);
/** The day in full. */
export const formatDate = (timeMs: number): string => days().format(timeMs);
/** Date, hour and minute in full. */
export const formatMoment = (timeMs: number): string => moments().format(timeMs);

/** Picks the wording for a count by the rules of the language on the screen (CLDR plural categories). */
export function plural(count: number, one: () => string, other: () => string): string {
  return plurals().select(count) === 'one' ? one() : other();
}

/** "today", "yesterday", the weekday within the last six days, else the date. Both times in ms since the Unix epoch. */
export function formatDay(timeMs: number, nowMs: number): string {
  const ago = daysBetween(timeMs, nowMs);
  if (ago === 0 || ago === 1) return capitalize(relativeDays().format(-ago, 'day'));
  return ago > 1 && ago < 7 ? weekdays().format(timeMs) : days().format(timeMs);
}

/** As short as a list can use: the time today, "yesterday", the weekday, else the short date. */
export function formatListTime(timeMs: number, nowMs: number): string {
  const ago = daysBetween(timeMs, nowMs);
  if (ago === 0) return formatTime(timeMs);
  return ago > 0 && ago < 7 ? formatDay(timeMs, nowMs) : shortDays().format(timeMs);
}

/** True if both fall on one day of this device's calendar. */
export const isSameDay = (aMs: number, bMs: number): boolean => daysBetween(aMs, bMs) === 0;

function daysBetween(earlierMs: number, laterMs: number): number {
  return Math.round((midnight(laterMs) - midnight(earlierMs)) / 86_400_000); // round: a day with a clock change has 23 or 25 hours
}

function midnight(timeMs: number): number {
  const day = new Date(timeMs);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
}

const capitalize = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1);

/** Compares two names as a list in the language on the screen has them. */
export const compareNames = (a: string, b: string): number => collators().compare(a, b);
