import { perLanguage } from './formats.js';

const unit = (name: string, unitDisplay: 'short' | 'long', maximumFractionDigits = 0) =>
  perLanguage(
    (locale) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits }),
  );

const SIZES = [
  [1e9, unit('gigabyte', 'short', 1)],
  [1e6, unit('megabyte', 'short', 1)],
  [1e3, unit('kilobyte', 'short', 1)],
  [1, unit('byte', 'short')],
] as const;
const SPANS = [
  [86_400_000, unit('day', 'long')],
  [3_600_000, unit('hour', 'long')],
  [60_000, unit('minute', 'long')],
] as const;
const milliseconds = unit('millisecond', 'short');

/** Bytes in the largest unit (by powers of ten) of which there is at least one. */
export function formatSize(bytes: number): string {
  const [size, formatter] = SIZES.find(([one]) => bytes >= one) ?? SIZES[3];
  return formatter().format(bytes / size);
}

/** A span in days, hours or minutes, whichever is the largest of which there are at least two; minutes if none is. */
export function formatSpan(spanMs: number): string {
  const [span, formatter] = SPANS.find(([one]) => spanMs >= 2 * one) ?? SPANS[2];
  return formatter().format(Math.round(spanMs / span));
}

export const formatMilliseconds = (spanMs: number): string => milliseconds().format(Math.round(spanMs));
