import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Notebook } from "@llm-course/kernel";
import { withoutCost } from "./cost.ts";
import { digest } from "./digest.ts";
import { projectRoot } from "./project.ts";
import { readFolder } from "./read-folder.ts";
import { packageClosure, workspacePackages } from "./workspace-packages.ts";

/** What besides the files decides a notebook's outputs. */
export interface RunConditions {
  profile: string;
  device: string;
  verify: boolean;
}

/** What of a notebook decides its outputs: the cells' sources, ids, tags and course metadata; not outputs or costs. */
export function sourceHash(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => [
    cell.cell_type,
    cell.id,
    withoutCost(cell.source).trimEnd(),
    cell.metadata.tags,
    cell.metadata.course,
  ]);
  return digest([JSON.stringify([notebook.metadata.kernelspec?.name, cells])]);
}

/**
 * The hash of everything a run's outputs depend on: the notebook, the sources of all workspace packages it reaches
 * (and of the kernel that runs it), the lockfile (models and data from npm), the datasets and neighbouring files that
 * the notebook or those sources name, Node's version, the platform and the conditions.
 */
export function runHash(
  path: string,
  notebook: Notebook,
  conditions: RunConditions,
  root = projectRoot,
): string {
  const packages = workspacePackages(root);
  const text = notebook.cells.map(({ source }) => source).join("\n");
  const mentioned = [...packages.keys()].filter((name) => text.includes(name));
  const closure = packageClosure(packages, [...mentioned, "@llm-course/kernel"]);
  const sources = closure.map((name) => readFolder(packages.get(name)?.folder ?? root, ["test", "bench"]));
  const allText = [text, ...sources.map((source) => source.text)].join("\n");

  const datasets = join(root, "datasets");
  const named = existsSync(datasets)
    ? readdirSync(datasets, { withFileTypes: true }).filter(
        (entry) => entry.isDirectory() && allText.includes(entry.name),
      )
    : [];
  const beside = readdirSync(dirname(path), { withFileTypes: true }).filter(
    (entry) =>
      entry.isFile() && !entry.name.endsWith(".ipynb") && text.includes(entry.name.replace(/\.[^.]+$/, "")),
  );
  return digest([
    sourceHash(notebook),
    ...closure.flatMap((name, i) => [name, sources[i]?.digest ?? ""]),
    readFileSync(join(root, "pnpm-lock.yaml")),
    ...named.flatMap(({ name }) => [name, readFolder(join(datasets, name)).digest]),
    ...beside.flatMap(({ name }) => [name, readFileSync(join(dirname(path), name))]),
    JSON.stringify([process.version, process.platform, process.arch, conditions]),
  ]);
}
