import { createHmac, randomBytes } from 'node:crypto';
import type { TurnServer } from '../src/protocol/ice-servers.js';

/** The relay of this network, as its operator names it. */
export interface TurnSettings {
  /** RFC 7065 URLs, at most MAX_TURN_URLS. */
  readonly urls: readonly string[];
  /** What the relay shares with us, `static-auth-secret` of coturn. Never printed, never logged. */
  readonly secret: string;
}

/** How long the relay lets somebody in by one pair of credentials, in s. Who is in stays. */
export const TURN_TTL_S = 600;
/** A client is given new ones after this time, in ms: half of it, so that a missed turn of the sweep costs nothing. */
export const TURN_RENEWAL_MS = (TURN_TTL_S / 2) * 1000;

/**
 * Credentials that coturn's `use-auth-secret` takes (draft-uberti-behave-turn-rest-00): the user name is when they end and
 * an id that was drawn for this once, so that the relay learns of nobody, and the same person is another one next time.
 */
export function mintTurn({ urls, secret }: TurnSettings, nowMs: number): TurnServer {
  const username = `${Math.floor(nowMs / 1000) + TURN_TTL_S}:${randomBytes(9).toString('base64url')}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { urls, username, credential, ttlS: TURN_TTL_S };
}
