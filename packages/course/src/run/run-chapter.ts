import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  type NotebookRun,
  type RunEvent,
  readNotebook,
  runNotebook,
  writeNotebook,
} from "@llm-course/kernel";
import { capabilities } from "../data/capabilities.ts";
import { executedChecks, type NotebookChecks } from "./checks.ts";
import type { NotebookFile } from "./find-notebooks.ts";
import { oneLine } from "./one-line.ts";
import { projectRoot } from "./project.ts";
import { RunCache } from "./run-cache.ts";
import { runHash } from "./run-hash.ts";
import { storeOutputs } from "./store-outputs.ts";
import { verifyNotebook } from "./verify-notebook.ts";

/** How chapters are run. */
export interface RunOptions {
  profile: "offline" | "hub";
  device: string;
  /** Compare with the notebook as committed. */
  verify: boolean;
  /** Store the outputs in the notebook, if it passes. */
  write: boolean;
  /** Execute even what did not change since it last passed. */
  fresh: boolean;
  /** Default: the runner's. */
  cellTimeoutSeconds?: number | undefined;
  /** The folder for executed notebooks, the summary page and the cache. */
  output: string;
  signal: AbortSignal;
  onEvent?: (chapter: string, event: RunEvent) => void;
}

/** What came of one chapter. */
export interface ChapterResult {
  chapter: string;
  status: NotebookRun["status"];
  seconds: number;
  /** Code cells executed. */
  cells: number;
  /** Code cells skipped, because they need the Hub. */
  skipped: number;
  rssMb: number;
  downloadMb: number;
  /** Nothing changed since it last passed, so it was not executed again. */
  cached: boolean;
  /** There is an executed notebook in the output folder. */
  executed: boolean;
  /** Why it failed, one line each. */
  problems: string[];
  /** Limits exceeded, and what could not be compared. */
  warnings: string[];
  checks: NotebookChecks;
}

const kernelspec = join(projectRoot, "packages", "kernel", "jupyter", "kernels", "typescript");

const limits = { seconds: 240, rssMb: 4096 };

const figures = { seconds: 0, cells: 0, skipped: 0, rssMb: 0, downloadMb: 0 };
const nothing = { ...figures, cached: false, executed: false, warnings: [] };

/** Runs one chapter, or takes its result from the cache; whatever goes wrong is a failed result, never an exception. */
export async function runChapter(file: NotebookFile, options: RunOptions): Promise<ChapterResult> {
  const name = relative(projectRoot, file.path).replaceAll("\\", "/");
  try {
    return await execute(file, name, options);
  } catch (error) {
    const status = options.signal.aborted ? "interrupted" : "failed";
    // An empty record: what an earlier run proved no longer counts.
    const checks = { path: name, hash: "", checks: [] };
    return { ...nothing, chapter: file.chapter, status, checks, problems: [`${name}: ${oneLine(error)}`] };
  }
}

async function execute(
  { chapter, path }: NotebookFile,
  name: string,
  options: RunOptions,
): Promise<ChapterResult> {
  const { profile, device, verify, output, signal } = options;
  const stored = await readNotebook(path);
  const cache = new RunCache(join(output, "cache"));
  const hash = runHash(path, stored, { profile, device, verify });
  const known = options.fresh ? undefined : cache.get(hash);
  const run =
    known ??
    (await runNotebook(path, {
      kernelspec,
      profile,
      device,
      signal,
      ...(options.cellTimeoutSeconds && { cellTimeoutSeconds: options.cellTimeoutSeconds }),
      onEvent: (event) => options.onEvent?.(chapter, event),
    }));
  const result: ChapterResult = {
    chapter,
    status: run.status,
    seconds: run.seconds,
    cells: run.executed,
    skipped: run.skipped,
    rssMb: Math.round(run.peakRssMb ?? 0),
    downloadMb: Math.round((run.downloadedBytes ?? 0) / 1e6),
    cached: known !== undefined,
    executed: true,
    problems: run.error ? [`${name}: ${oneLine(run.error.message)}`] : [],
    warnings: [],
    checks: executedChecks(name, run),
  };
  if (run.status === "interrupted") return { ...result, executed: false };

  await mkdir(join(output, "notebooks"), { recursive: true });
  await writeNotebook(join(output, "notebooks", `${chapter}.ipynb`), run.notebook);
  if (run.status === "failed") return result;
  if (!known) cache.set(hash, run);
  if (options.write) await storeOutputs(path, stored, run, profile);
  if (run.seconds > limits.seconds)
    result.warnings.push(`${name}: slower than ${limits.seconds} s: ${run.seconds.toFixed(0)} s`);
  if (result.rssMb > limits.rssMb)
    result.warnings.push(`${name}: more memory than ${limits.rssMb} MB: ${result.rssMb} MB`);
  if (!verify) return result;

  const ids = new Set(capabilities.map(({ id }) => id));
  const { problems, note } = verifyNotebook(stored, run, { profile, device, capabilities: ids });
  result.problems.push(...problems.map((problem) => `${name}: ${problem}`));
  if (note) result.warnings.push(`${name}: ${note}`);
  return problems.length > 0 ? { ...result, status: "failed" } : result;
}
