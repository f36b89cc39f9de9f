import type { BadgeView, OwnBadgeNote } from './official-views.js';

/** So long before our badge ends, our person is told. */
const TOLD_BEFORE_MS = 14 * 86_400_000;

/**
 * What is to be said of badges of our own at `nowMs`: that the one which lasts longest ends soon, or that there is none any
 * more. Null if all is well, or there never was one. `badges` are sorted as `badgeViews` does.
 */
export function ownBadgeNote(badges: readonly BadgeView[], nowMs: number): OwnBadgeNote | null {
  const [latest] = badges;
  if (!latest) return null;
  // One that begins later takes over from the one that ends.
  const lasting = badges.filter(({ standing }) => !['expired', 'revoked'].includes(standing.kind));
  if (lasting.length === 0) {
    const { standing, untilMs } = latest;
    return standing.kind === 'revoked'
      ? { kind: 'revoked', fromMs: standing.fromMs }
      : { kind: 'ended', untilMs };
  }
  const untilMs = Math.max(...lasting.map((badge) => badge.untilMs));
  return untilMs - nowMs <= TOLD_BEFORE_MS ? { kind: 'ends', untilMs } : null;
}
