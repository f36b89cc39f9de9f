import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readUpdate, type SoundUpdate } from './gate.js';

/** Messages of y-webrtc, and of y-protocols/sync inside the first. */
const SYNC = 0;
const AWARENESS = 1;
const SYNC_UPDATE = 2;
/** What somebody says about where their caret is, in bytes of JSON. */
const MAX_PRESENCE_BYTES = 4 * 1024;

/** A change as y-webrtc says it. */
export function updateMessage(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, SYNC_UPDATE);
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
}

/** What of a message between two who have a draft open is let through. */
export type Let =
  | {
      readonly kind: 'update';
      readonly message: Uint8Array;
      readonly update: Uint8Array;
      readonly sound: SoundUpdate;
    }
  | { readonly kind: 'presence'; readonly message: Uint8Array }
  /** It is nothing that is needed: what was missed comes by the logs. */
  | { readonly kind: 'nothing' }
  /** It is no message. */
  | { readonly kind: 'garbage' };

const NOTHING: Let = { kind: 'nothing' };
const GARBAGE: Let = { kind: 'garbage' };

/**
 * What of a message of y-webrtc may pass that comes from `client`, be it the other end or ourselves: changes all of which were
 * written under it, and where its own caret is. Nobody speaks for anybody else, and nobody gives on what others wrote.
 * Never throws.
 */
export function letThrough(message: Uint8Array, client: number): Let {
  try {
    const decoder = decoding.createDecoder(message);
    switch (decoding.readVarUint(decoder)) {
      case SYNC: {
        if (decoding.readVarUint(decoder) !== SYNC_UPDATE) return NOTHING;
        const update = decoding.readVarUint8Array(decoder);
        const sound = readUpdate(update);
        return sound && (sound.client ?? client) === client
          ? { kind: 'update', message, update, sound }
          : NOTHING;
      }
      case AWARENESS:
        return presenceOf(decoding.readVarUint8Array(decoder), client);
      default:
        return NOTHING;
    }
  } catch {
    return GARBAGE;
  }
}

/** The one entry that is about `client`, with its caret and nothing else: who it is, its link says. */
function presenceOf(presence: Uint8Array, client: number): Let {
  const decoder = decoding.createDecoder(presence);
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const of = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const json = decoding.readVarString(decoder);
    if (of !== client) continue;
    if (json.length > MAX_PRESENCE_BYTES) return NOTHING;
    const state: unknown = JSON.parse(json);
    return { kind: 'presence', message: encodePresence(client, clock, caretIn(state)) };
  }
  return NOTHING;
}

/** Null says that they are gone. */
function caretIn(state: unknown): { readonly cursor: unknown } | null {
  if (state === null || typeof state !== 'object') return null;
  const { cursor } = state as { readonly cursor?: unknown };
  return { cursor: isCaret(cursor) ? cursor : null };
}

const isCaret = (cursor: unknown): boolean =>
  typeof cursor === 'object' && cursor !== null && 'anchor' in cursor && 'head' in cursor;

function encodePresence(client: number, clock: number, state: unknown): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, 1);
  encoding.writeVarUint(inner, client);
  encoding.writeVarUint(inner, clock);
  encoding.writeVarString(inner, JSON.stringify(state));
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}
