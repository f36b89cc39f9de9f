import { Fault } from '../domain/fault.js';

/** What Beep cannot do without, by the name that a support person would search for. */
const REQUIREMENTS: readonly (readonly [name: string, isThere: (scope: typeof globalThis) => boolean])[] = [
  ['a secure context (HTTPS or localhost)', (scope) => scope.isSecureContext],
  ['WebCrypto', (scope) => Boolean(scope.crypto?.subtle)],
  ['WebRTC', (scope) => typeof scope.RTCPeerConnection === 'function'],
  ['Web Locks', (scope) => Boolean(scope.navigator?.locks)],
  ['BroadcastChannel', (scope) => typeof scope.BroadcastChannel === 'function'],
  ['WebSocket', (scope) => typeof scope.WebSocket === 'function'],
];

/**
 * Names of what this browser lacks; empty if Beep can run. IndexedDB is not among them: a private window may hide it,
 * and the store says that better, as 'storage-unavailable'.
 */
export const missingFeatures = (scope: typeof globalThis = globalThis): readonly string[] =>
  REQUIREMENTS.filter(([, isThere]) => !isThere(scope)).map(([name]) => name);

/** @throws Fault 'unsupported-browser' whose cause names what is missing */
export function requireFeatures(scope: typeof globalThis = globalThis): void {
  const missing = missingFeatures(scope);
  if (missing.length > 0) throw new Fault('unsupported-browser', { cause: missing });
}
