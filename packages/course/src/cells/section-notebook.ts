import type { Cell, Notebook } from "@llm-course/kernel";
import { CourseError } from "../errors.ts";
import { sliceCells } from "./slice-cells.ts";

/** Thrown when a notebook has no section of that number; `existing` lists those it has. */
export class UnknownSectionError extends CourseError {
  override name = "UnknownSectionError";
  readonly given: string;
  readonly existing: string[];
  constructor(given: string, existing: string[]) {
    super(`unknown section, existing ones are ${existing.join(", ") || "none"}: ${given}`, { exitCode: 2 });
    this.given = given;
    this.existing = existing;
  }
}

/** The number of the section that a cell begins, as in `## 3.4 A full training loop`; undefined when it begins none. */
const sectionNumber = ({ cell_type, source }: Cell): string | undefined =>
  cell_type === "markdown" ? /^## (\d+\.\d+[a-z]?)\b/m.exec(source)?.[1] : undefined;

/** The sections of a notebook, in order, by their numbers. */
export const sectionNumbers = ({ cells }: Notebook): string[] =>
  cells.map(sectionNumber).filter((number) => number !== undefined);

/**
 * A notebook of one section: the chapter's title, a first code cell that sets up what the section needs of earlier ones (see
 * `sliceCells`), and the section's own cells with their ids.
 *
 * @throws UnknownSectionError
 */
export function sectionNotebook(notebook: Notebook, section: string): Notebook {
  const { cells } = notebook;
  const from = cells.findIndex((cell) => sectionNumber(cell) === section);
  if (from < 0) throw new UnknownSectionError(section, sectionNumbers(notebook));
  const length = cells.slice(from + 1).findIndex((cell) => sectionNumber(cell) !== undefined);
  const own = cells.slice(from, length < 0 ? undefined : from + 1 + length);
  const setup = sliceCells(cells.slice(0, from), own);
  const title = cells.find(({ cell_type, source }) => cell_type === "markdown" && source.startsWith("# "));
  const heading = title?.source.split("\n")[0] ?? "# Chapter";
  const name = section.replace(/\W/g, "-");
  const what =
    setup === ""
      ? "It needs nothing of the sections before."
      : "The first cell sets up what it needs of the sections before.";
  const head: Cell[] = [
    {
      cell_type: "markdown",
      id: `section-${name}`,
      metadata: {},
      source: `${heading}\n\nThis is section ${section} by itself. ${what}`,
    },
  ];
  if (setup !== "") {
    const metadata = { course: { section } };
    const code = {
      cell_type: "code" as const,
      execution_count: null,
      id: `enter-${name}`,
      metadata,
      outputs: [],
      source: setup,
    };
    head.push(code);
  }
  return { ...notebook, cells: [...head, ...own] };
}
