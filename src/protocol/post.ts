import { sha256 } from '@noble/hashes/sha2.js';
import { encode, isText } from './codec.js';
import type { Department } from './department.js';
import { idBytes, readPostId, type IssuerId, type PostId } from './ids.js';
import { MAX_TITLE_BYTES } from './limits.js';
import { isName } from './names.js';

/** An office that one person holds at a time, whoever that is: "SO Budget-II" of the Finance Division. */
export interface Post {
  readonly authority: IssuerId;
  readonly department: Department;
  readonly name: string;
}

/** Names a post: 32 bytes, as hex. */
export const postId = ({ authority, department, name }: Post): PostId =>
  readPostId(sha256(encode(['beep/1 post', idBytes(authority), department, name])))!;

export const isPostName = (wire: unknown): wire is string => isName(wire) && isText(wire, MAX_TITLE_BYTES);
