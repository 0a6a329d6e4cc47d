import type { NotebookChecks } from "./checks.ts";
import type { CourseCell } from "./course-cells.ts";

/** The capability ids of the course by what the last run proved. */
export interface Coverage {
  /** An executed `check` cell lists it, or a test that passed. */
  covered: string[];
  /** Only cells that need the Hub, skipped offline, list it. */
  hub: string[];
  missing: string[];
}

/** A notebook as it is now. */
export interface CurrentNotebook {
  path: string;
  hash: string;
  cells: CourseCell[];
}

/**
 * @param capabilities all ids, in order
 * @param notebooks as they are now
 * @param checks of the last runs; those of a notebook that changed since do not count
 * @param tested what the last run of the tests proved
 */
export function coverage(
  capabilities: string[],
  notebooks: CurrentNotebook[],
  checks: NotebookChecks[],
  tested: string[] = [],
): Coverage {
  const hashes = new Map(notebooks.map(({ path, hash }) => [path, hash]));
  const current = checks.filter(({ path, hash }) => hashes.get(path) === hash);
  const byCells = current.flatMap((notebook) => notebook.checks.flatMap(({ covers }) => covers));
  const proved = new Set([...byCells, ...tested]);
  const listed = (hub: boolean) => {
    const cells = notebooks.flatMap((notebook) => notebook.cells);
    return new Set(cells.filter(({ tags }) => tags.includes("hub") === hub).flatMap(({ covers }) => covers));
  };
  const [offline, online] = [listed(false), listed(true)];
  const needsHub = (id: string) => online.has(id) && !offline.has(id);
  const open = capabilities.filter((id) => !proved.has(id));
  return {
    covered: capabilities.filter((id) => proved.has(id)),
    hub: open.filter(needsHub),
    missing: open.filter((id) => !needsHub(id)),
  };
}
