import { MAX_DEPARTMENT_LEVELS } from './limits.js';
import { isName } from './names.js';

/** Where a department stands, the greatest first: `['Finance Division', 'Budget Wing', 'Budget-II']`. */
export type Department = readonly string[];

/** One to MAX_DEPARTMENT_LEVELS names. */
export const isDepartment = (wire: unknown): wire is Department =>
  Array.isArray(wire) && wire.length > 0 && wire.length <= MAX_DEPARTMENT_LEVELS && wire.every(isName);

/** Whether `inner` is `outer`, or a part of it. None is the whole office, of which every department is a part. */
export const isWithin = (inner: Department, outer: Department): boolean =>
  outer.length <= inner.length && outer.every((name, level) => inner[level] === name);
