// What a memo says (docs/protocol.md §8.7): its subject and its lines, or null for anything that is none.
import { decodeArray } from './cbor.mjs';
import { isBytes, isCount, isText } from './fields.mjs';
import { isSubject } from './entries.mjs';

const MAX_MEMO_BYTES = 262_144;
const MAX_DEPTH = 8;

class Refused extends Error {}
const want = (isRight) => {
  if (!isRight) throw new Refused();
};

export function readContent(bytes) {
  const wire = decodeArray(bytes, MAX_MEMO_BYTES);
  if (wire?.length !== 3 || wire[0] !== 1 || !isSubject(wire[1]) || !Array.isArray(wire[2])) return null;
  const state = { nodes: wire[2], at: 0, lines: [] };
  try {
    while (state.at < state.nodes.length) readBlock(state, 0);
    return { subject: wire[1], lines: state.lines };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function next(state) {
  const node = state.nodes[state.at++];
  want(Array.isArray(node));
  return node;
}

function readBlock(state, depth) {
  const node = next(state);
  switch (node[0]) {
    case 1:
    case 2:
      return readLine(state, node);
    case 3:
      want(node.length === 2);
      return many(state, node[1], () => readItem(state, depth + 1));
    case 4:
      want(node.length === 3 && isCount(node[2], 999_999));
      return many(state, node[1], () => readItem(state, depth + 1));
    case 5:
      want(node.length === 2 && depth < MAX_DEPTH);
      return many(state, node[1], () => readBlock(state, depth + 1));
    case 6:
      want(node.length === 2);
      return many(state, node[1], () => many(state, readGroup(state), () => many(state, readGroup(state), () => readCellLine(state)))); // prettier-ignore
    case 8:
      want(node.length === 4 && isFileName(node[1]) && isCount(node[2]) && isBytes(node[3], 32));
      state.lines.push(`[${node[1]}, ${node[2]} bytes, SHA-256 ${Buffer.from(node[3]).toString('hex')}]`);
      return undefined;
    default:
      throw new Refused();
  }
}

/** An item of a list begins with a paragraph. */
function readItem(state, depth) {
  const count = readGroup(state);
  want(depth <= MAX_DEPTH && state.nodes[state.at]?.[0] === 1);
  many(state, count, () => readBlock(state, depth));
}

function readCellLine(state) {
  const node = next(state);
  want(node[0] === 1);
  readLine(state, node);
}

function readGroup(state) {
  const node = next(state);
  want(node.length === 2 && node[0] === 7);
  return node[1];
}

function many(state, count, read) {
  want(isCount(count, state.nodes.length - state.at) && count > 0);
  for (let i = 0; i < count; i++) read();
}

function readLine(state, node) {
  want(isCount(node[1], 2));
  let before = null;
  let line = '';
  for (const run of node.slice(2)) {
    const [text, marks] = Array.isArray(run) ? run : [run, 0];
    if (Array.isArray(run)) want(run.length === 2 && isCount(marks, 7) && marks !== 0);
    want(isText(text, MAX_MEMO_BYTES) && text !== '');
    want(
      before === null ? marks === 0 || !text.startsWith('\n') : marks !== before && !text.startsWith('\n'),
    );
    before = marks;
    line += text;
  }
  state.lines.push(line);
}

const UNSAFE = /[/\\\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const isFileName = (name) =>
  isText(name, 256) && name !== '' && !UNSAFE.test(name) && name.trim() === name && !/^\.+$/u.test(name);
