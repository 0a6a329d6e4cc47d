import { relative } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { capabilities } from "../data/capabilities.ts";
import { courseCells } from "./course-cells.ts";
import { type Coverage, coverage } from "./coverage.ts";
import { findNotebooks } from "./find-notebooks.ts";
import { projectRoot } from "./project.ts";
import { readChecks } from "./run-chapters.ts";
import { sourceHash } from "./run-hash.ts";
import { readTestedCapabilities } from "./tested-capabilities.ts";

/**
 * What the last run proved of the course's capabilities.
 *
 * @param output where it left its results
 */
export async function readCoverage(output: string): Promise<Coverage> {
  const notebooks = await Promise.all(
    findNotebooks([]).map(async ({ path }) => {
      const notebook = await readNotebook(path);
      const name = relative(projectRoot, path).replaceAll("\\", "/");
      return { path: name, hash: sourceHash(notebook), cells: courseCells(notebook) };
    }),
  );
  const ids = capabilities.map(({ id }) => id);
  return coverage(ids, notebooks, await readChecks(output), await readTestedCapabilities(output));
}
