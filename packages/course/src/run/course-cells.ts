import type { Notebook } from "@llm-course/kernel";
import { z } from "zod";
import { CourseError } from "../errors.ts";

/** What `metadata.course` of a code cell may say. */
const courseMetadata = z.strictObject({
  /** Section number as in the course, for example "3.3". */
  section: z.string().optional(),
  /** Capability ids that the assertions of this cell would miss if they broke. */
  covers: z.array(z.string()).default([]),
  /** Relative tolerance of this cell's numbers when stored and executed outputs are compared. */
  tolerance: z.number().positive().optional(),
  /** Names of numbers that the cell prints, with what stands around them; see `printedFigures`. */
  figures: z.record(z.string().regex(/^[\w-]+$/), z.string().includes("#")).optional(),
});

/** A code cell with what the course needs to know about it. */
export interface CourseCell extends z.infer<typeof courseMetadata> {
  index: number;
  id: string;
  source: string;
  tags: string[];
}

/** Thrown when a cell's metadata is not what the course expects. */
export class CellMetadataError extends CourseError {
  override name = "CellMetadataError";
}

/**
 * The code cells of a notebook, in order.
 *
 * @throws CellMetadataError when `metadata.course` of a cell has an unknown key or a value of the wrong type.
 */
export function courseCells(notebook: Notebook): CourseCell[] {
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    const course = courseMetadata.safeParse(cell.metadata.course ?? {});
    if (!course.success) {
      throw new CellMetadataError(
        `invalid metadata.course of cell ${index} (${cell.id}): ${z.prettifyError(course.error)}`,
      );
    }
    const { id, source, metadata } = cell;
    return [{ index, id, source, tags: metadata.tags ?? [], ...course.data }];
  });
}
