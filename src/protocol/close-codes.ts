/** Why the introducer ended a connection: WebSocket close codes of our own (RFC 6455 section 7.4.2). */
export const CLOSE_CODES = {
  /** The frame was not JSON of this vocabulary. */
  badFrame: 4400,
  /** The connection did not prove that it may come in, or may no more. Why, nobody is told. */
  notAdmitted: 4401,
  /** The connection was idle past its heartbeat, or read too slowly. */
  tooSlow: 4408,
  /** The connection asked for more than MAX_TOPICS topics. */
  tooManyTopics: 4413,
  /** Frames came faster than the token bucket allows. */
  tooFast: 4429,
  /** The introducer as a whole holds as many topics as it may: try later. */
  full: 4503,
} as const;
