import type { Department } from '../../protocol/department.js';
import { directoryHref } from '../app/routes.js';

/** Leads to what the directory has of a department; of the whole office for none. */
export const departmentHref = (department: Department): string =>
  directoryHref(department.map((name) => encodeURIComponent(name)).join('/'));

/** The department that an address names. Never throws: what cannot be read is the whole office. */
export function readDepartment(address: string): Department {
  try {
    return address
      .split('/')
      .filter((part) => part !== '')
      .map((part) => decodeURIComponent(part));
  } catch {
    return []; // a % that is no escape: somebody typed it
  }
}
