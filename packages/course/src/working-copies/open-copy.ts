import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { z } from "zod";
import { memberFile } from "../plan/index.ts";
import { findNotebooks } from "../run/find-notebooks.ts";
import { projectRoot } from "../run/project.ts";
import { writeAtomically } from "../run/write-atomically.ts";
import { baseOf } from "./cell-hash.ts";
import { withCopyRecord } from "./copy-record.ts";
import { FileExistsError, writeNew } from "./write-new.ts";

/** Which copy: whose, and of what. */
export interface CopyRequest {
  /** A chapter's number or name. */
  chapter: string;
  member: string;
  /** Only this section, such as "3.4", with a first code cell that sets up what it needs. */
  section?: string | undefined;
  /** The repository. Default: this one. */
  root?: string | undefined;
}

/**
 * Makes a learner's own copy of a notebook, `work/<member>/03-fine-tuning.ipynb` (of a section: `….3.4.ipynb`), unless it is
 * there, and remembers the member in `work/.member`. The copy has no outputs, so that all it has are the learner's; it
 * remembers what it was made from, for `updateCopy`.
 *
 * @returns its path, and whether it was made now
 * @throws UnknownChapterError when there is no such notebook; UnknownSectionError when it has no such section
 */
export async function openCopy(request: CopyRequest): Promise<{ path: string; made: boolean }> {
  const { chapter, member, section, root = projectRoot } = request;
  const [file] = findNotebooks([chapter], join(root, "notebooks"));
  if (!file) throw new Error("a chapter has one notebook");
  const folder = join(root, "work", member);
  const path = join(folder, `${file.chapter}${section === undefined ? "" : `.${section}`}.ipynb`);
  const made = !existsSync(path) && (await make(path, await pristine(file.path, section, root)));
  await writeAtomically(join(root, memberFile), `${member}\n`);
  return { path, made };
}

async function make(path: string, notebook: Notebook): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeNew(path, notebook);
    return true;
  } catch (error) {
    if (error instanceof FileExistsError) return false; // another `course open` was quicker
    throw error;
  }
}

/** A notebook of the course as a copy begins: without outputs and what a run wrote, remembering what it is. */
export async function pristine(path: string, section: string | undefined, root: string): Promise<Notebook> {
  const whole = withoutOutputs(await readNotebook(path));
  const notebook = section === undefined ? whole : await sectionOf(whole, section);
  const from = relative(root, path).replaceAll("\\", "/");
  return withCopyRecord(notebook, { notebook: from, section, base: baseOf(notebook) });
}

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell,
  );
  // What the run was made on says nothing about runs of the copy.
  const {
    platform: _p,
    node: _n,
    profile: _o,
    cost: _c,
    ...course
  } = z.looseObject({}).catch({}).parse(notebook.metadata.course);
  return { ...notebook, cells, metadata: { ...notebook.metadata, course } };
}

/** Only then: it loads the compiler. */
async function sectionOf(notebook: Notebook, section: string): Promise<Notebook> {
  const { sectionNotebook } = await import("../cells/section-notebook.ts");
  return sectionNotebook(notebook, section);
}
