import { compareOutputs, type Notebook, type NotebookRun } from "@llm-course/kernel";
import { checkMetadata } from "./check-metadata.ts";
import { type CourseCell, courseCells } from "./course-cells.ts";
import { type NotebookRecord, notebookRecord } from "./notebook-record.ts";
import { platform } from "./project.ts";

/** What verification found: `problems` fail the notebook, `note` says what could not be compared and why. */
export interface Verification {
  problems: string[];
  note?: string;
}

/** Why the outputs of this run cannot be compared with the stored ones; undefined when they can. */
function whyNotCompared(
  record: NotebookRecord | undefined,
  profile: string,
  device: string,
): string | undefined {
  if (record?.platform !== platform) return `outputs are from ${record?.platform}, this is ${platform}`;
  if (profile !== record.profile)
    return `outputs are of the profile ${record.profile}, this run is ${profile}`;
  if (device !== "cpu") return `outputs are of the device cpu, this run is on ${device}`;
  return undefined;
}

/**
 * Compares an execution with the notebook as committed: metadata everywhere, outputs on the platform they come from.
 * Elsewhere numbers differ by processor, and that every cell (so every assertion) executed is what counts.
 */
export function verifyNotebook(
  stored: Notebook,
  run: NotebookRun,
  conditions: { profile: string; device: string; capabilities: ReadonlySet<string> },
): Verification {
  const cells = courseCells(stored);
  const problems = checkMetadata(cells, conditions.capabilities);
  const record = notebookRecord(stored);
  if (!record) {
    return { problems: [...problems, "no stored outputs: execute the notebook with --write and commit it"] };
  }
  const reason = whyNotCompared(record, conditions.profile, conditions.device);
  if (reason) return { problems, note: `only the checks count: ${reason}` };
  return { problems: [...problems, ...differences(stored, run, cells)] };
}

function differences(stored: Notebook, run: NotebookRun, cells: CourseCell[]): string[] {
  const skipped = new Set(run.cells.filter(({ status }) => status === "skipped").map(({ id }) => id));
  const found = compareOutputs(stored, run.notebook);
  return cells.flatMap(({ index, id }, i) => {
    if (skipped.has(id)) return [];
    const at = `cell ${index} (${id})`;
    const produced = outputs(run.notebook, index).length;
    if (produced > 0 && outputs(stored, index).length === 0)
      return [`${at} has no stored outputs but produces ${produced}`];
    return found
      .filter(({ cell }) => cell === i + 1)
      .map(
        ({ path, ...values }) =>
          `${at} ${path}: stored ${show(values.stored)}, executed ${show(values.executed)}`,
      );
  });
}

function outputs(notebook: Notebook, index: number) {
  const cell = notebook.cells[index];
  return cell?.cell_type === "code" ? cell.outputs : [];
}

/** A value on one line, cut where it gets long. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
