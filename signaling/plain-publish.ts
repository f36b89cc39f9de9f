import { MAX_TOPIC_CHARS } from '../src/protocol/introducer-frames.js';
import { MAX_INTRODUCER_FRAME_CHARS } from '../src/protocol/limits.js';

/**
 * The topic of a publication that is written exactly as `encodeFrame` writes one whose topic and data are base64url, as
 * all of ours are; null for any other frame, which then goes through the JSON parser. Bytes of this one shape hold no
 * escape, no space and no further field, so passing them on is the same as writing them anew from parsed fields, and
 * makes no garbage: that is a third of what a relayed message costs otherwise.
 */
export function readPlainPublish(bytes: Buffer): string | null {
  if (!isAt(bytes, 0, HEAD)) return null;
  const topicEnd = skipBase64Url(bytes, HEAD.length);
  const topicChars = topicEnd - HEAD.length;
  if (topicChars < 1 || topicChars > MAX_TOPIC_CHARS || !isAt(bytes, topicEnd, MIDDLE)) return null;
  const dataEnd = bytes.length - TAIL.length;
  if (!isAt(bytes, dataEnd, TAIL) || !isBase64(bytes, topicEnd + MIDDLE.length, dataEnd)) return null;
  return bytes.toString('latin1', HEAD.length, topicEnd);
}

/**
 * The topic of a frame that begins as `encodeFrame` writes a publication, whatever follows: enough to see that it is for
 * nobody here without reading it. Null where the topic cannot be told without a JSON parser.
 */
export function topicAtHead(bytes: Buffer): string | null {
  if (!isAt(bytes, 0, HEAD)) return null;
  const end = bytes.indexOf(QUOTE, HEAD.length);
  if (end < 0 || end > HEAD.length + MAX_TOPIC_CHARS) return null;
  const topic = bytes.toString('latin1', HEAD.length, end);
  return IS_PLAIN.test(topic) ? topic : null;
}

const QUOTE = '"'.charCodeAt(0);
/** Printable ASCII without the escape of JSON. */
const IS_PLAIN = /^[ -[\]-~]+$/;

const HEAD = Buffer.from('{"type":"publish","topic":"');
const MIDDLE = Buffer.from('","data":"');
const TAIL = Buffer.from('"}');

const IS_BASE64URL = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
  IS_BASE64URL[char.charCodeAt(0)] = 1;

function isAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** The first position from `at` on that holds no base64url character, or the end. */
function skipBase64Url(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && IS_BASE64URL[bytes[end] as number] === 1) end++;
  return end;
}

/**
 * Whether all bytes from `from` up to `to` are characters of base64 or base64url. Node's decoder passes over every other
 * character, so that fewer bytes come of it; it takes a quarter of the time of a loop over them. Where one character is
 * left over it would not be missed, so that one is looked at.
 */
function isBase64(bytes: Buffer, from: number, to: number): boolean {
  if (to < from || to - from > MAX_INTRODUCER_FRAME_CHARS) return false;
  const isOver = (to - from) % 4 === 1;
  if (isOver && IS_BASE64URL[bytes[to - 1] as number] !== 1) return false;
  const end = isOver ? to - 1 : to;
  return (
    scratch.write(bytes.toString('latin1', from, end), 'base64url') === Math.floor(((end - from) * 3) / 4)
  );
}

/** Written to and never read. */
const scratch = Buffer.allocUnsafe(MAX_INTRODUCER_FRAME_CHARS);
