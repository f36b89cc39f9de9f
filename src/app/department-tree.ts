import type { Department } from '../protocol/department.js';
import { byName } from './name-order.js';
import type { DepartmentView } from './official-views.js';
import type { PeopleOfPage } from './directory-page.js';

interface Node {
  readonly department: Department;
  urduName: string | null;
  count: number;
  readonly parts: Map<string, Node>;
}

const nodeOf = (department: Department): Node => ({
  department,
  urduName: null,
  count: 0,
  parts: new Map(),
});

/** The departments of an office, each with what it is part of and how many people are in it. */
export class DepartmentTree {
  readonly #root = nodeOf([]);

  /** Of several names in Urdu, the first page's counts. */
  constructor(pages: Iterable<PeopleOfPage>) {
    for (const { department, urduDepartment, shown } of pages) {
      if (shown === 0) continue;
      let node = this.#root;
      for (const [level, name] of department.entries()) {
        let part = node.parts.get(name);
        if (!part) node.parts.set(name, (part = nodeOf(department.slice(0, level + 1))));
        part.count += shown;
        part.urduName ??= urduDepartment?.[level] ?? null;
        node = part;
      }
    }
  }

  /** The parts of a department, by name; none of one that is not there. */
  partsOf(department: Department): readonly DepartmentView[] {
    let node: Node | undefined = this.#root;
    for (const name of department) node = node?.parts.get(name);
    return [...(node?.parts ?? [])]
      .map(([name, part]) => ({
        department: part.department,
        name,
        urduName: part.urduName,
        count: part.count,
        hasParts: part.parts.size > 0,
      }))
      .sort(byName);
  }
}
