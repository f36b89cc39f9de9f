/** A relay, with credentials that live for a while (draft-uberti-behave-turn-rest-00, coturn's `use-auth-secret`). */
export interface TurnServer {
  /** RFC 7065 URLs, one to six; the host may be a name. */
  readonly urls: readonly string[];
  /** Printable ASCII, at most 128 characters; names nobody. */
  readonly username: string;
  /** As `username`. */
  readonly credential: string;
  /** For how many seconds from this frame on the relay takes the credentials, 1 to 86 400. */
  readonly ttlS: number;
}

/** What a browser is told to find a way to another one. Never anything that the introducer has not named. */
export interface IceServers {
  readonly stun: readonly string[];
  readonly turn: TurnServer | null;
}

export const NO_ICE_SERVERS: IceServers = { stun: [], turn: null };
