import * as Y from 'yjs';

/**
 * The clients under which the structs of an update were written; null if it is no update. What it takes out is nobody's: a
 * deletion has no author. Never throws.
 */
export function clientsOf(update: Uint8Array): ReadonlySet<number> | null {
  try {
    return new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client));
  } catch {
    return null;
  }
}

/** Whether all that an update adds was written under `client`. */
export function isOnlyOf(update: Uint8Array, client: number): boolean {
  const clients = clientsOf(update);
  return clients !== null && [...clients].every((one) => one === client);
}
