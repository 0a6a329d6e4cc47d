import type { Notebook } from "@llm-course/kernel";
import { z } from "zod";
import type { BaseCell } from "./cell-hash.ts";

/** What a working copy remembers in `metadata.course.base` of the notebook it was made from. */
const record = z.object({
  /** The notebook's path in the repository, with `/`. */
  notebook: z.string(),
  /** The section, where it is a copy of one. */
  section: z.string().optional(),
  /** "id hash" of its cells, in order: one line each, which Jupyter does not sort. */
  cells: z.array(z.string().regex(/^[\w-]+ [0-9a-f]{16}$/)),
});

/** Where a working copy comes from. */
export interface CopyRecord {
  notebook: string;
  section?: string | undefined;
  base: BaseCell[];
}

/** What a notebook says about where it comes from; undefined when it is no working copy. */
export function copyRecord({ metadata }: Notebook): CopyRecord | undefined {
  const found = z.object({ base: record }).safeParse(metadata.course).data?.base;
  if (!found) return undefined;
  const base = found.cells.map((line) => ({ id: line.slice(0, -17), hash: line.slice(-16) }));
  return { notebook: found.notebook, section: found.section, base };
}

/** The notebook, saying so; other metadata stay. */
export function withCopyRecord(notebook: Notebook, { notebook: from, section, base }: CopyRecord): Notebook {
  const others = z.looseObject({}).catch({}).parse(notebook.metadata.course);
  const cells = base.map(({ id, hash }) => `${id} ${hash}`);
  const course = { ...others, base: { notebook: from, ...(section !== undefined && { section }), cells } };
  return { ...notebook, metadata: { ...notebook.metadata, course } };
}
