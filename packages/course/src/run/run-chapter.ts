import { mkdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import {
  kernelspecFolder,
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
  /** Compare with the notebook as committed, unless it is a learner's working copy. */
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
  onEvent?: (event: RunEvent) => void;
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
  /** How long the kernel was busy with each code cell. */
  timings: { id: string; status: string; seconds: number }[];
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

const limits = { seconds: 240, rssMb: 4096 };

const figures = { seconds: 0, cells: 0, skipped: 0, rssMb: 0, downloadMb: 0 };
const nothing = { ...figures, timings: [], cached: false, executed: false, warnings: [] };

/** How the record of checks names a notebook, on every machine. */
const inRepository = (path: string): string => relative(projectRoot, resolve(path)).replaceAll("\\", "/");

/** Runs one chapter, or takes its result from the cache; whatever goes wrong is a failed result, never an exception. */
export async function runChapter(
  { chapter, path }: NotebookFile,
  options: RunOptions,
): Promise<ChapterResult> {
  const shown = relative(process.cwd(), path);
  try {
    return await execute({ chapter, path: shown }, options);
  } catch (error) {
    const message = oneLine(error);
    return {
      ...nothing,
      chapter,
      status: options.signal.aborted ? "interrupted" : "failed",
      problems: [message.includes(shown) ? message : `${shown}: ${message}`],
      // Empty: what an earlier run proved no longer counts.
      checks: { path: inRepository(path), hash: "", checks: [] },
    };
  }
}

async function execute({ chapter, path }: NotebookFile, options: RunOptions): Promise<ChapterResult> {
  const { profile, device, output, signal, cellTimeoutSeconds, onEvent } = options;
  // What a learner's copy stores is from whenever its cells were run.
  const verify = options.verify && !chapter.startsWith("work/");
  const stored = await readNotebook(path);
  const cache = new RunCache(join(output, "cache"));
  const hash = runHash(path, stored, { profile, device, verify });
  const known = options.fresh ? undefined : cache.get(hash);
  const run =
    known ??
    (await runNotebook(path, {
      kernelspec: kernelspecFolder(),
      // No learner is there: a pristine notebook records no progress.
      env: { COURSE_HEADLESS: "1" },
      profile,
      device,
      signal,
      cellTimeoutSeconds,
      onEvent,
    }));
  const result: ChapterResult = {
    chapter,
    status: run.status,
    seconds: run.seconds,
    cells: run.executed,
    skipped: run.skipped,
    rssMb: Math.round(run.peakRssMb ?? 0),
    downloadMb: Math.round((run.downloadedBytes ?? 0) / 1e6),
    timings: run.cells.map(({ id, status, seconds }) => ({ id, status, seconds })),
    cached: known !== undefined,
    executed: run.status !== "interrupted",
    problems: run.error ? [run.error.message] : [],
    warnings: [],
    checks: executedChecks(inRepository(path), run, profile),
  };
  if (run.status === "interrupted") return result;

  const executed = join(output, "notebooks", `${chapter}.ipynb`);
  await mkdir(dirname(executed), { recursive: true });
  await writeNotebook(executed, run.notebook);
  if (run.status === "failed") return result;
  if (!known) cache.set(hash, run);
  if (options.write) await storeOutputs(path, stored, run, profile);

  const warn = (warning: string) => result.warnings.push(`${path}: ${warning}`);
  const seconds = Math.round(run.seconds);
  if (seconds > limits.seconds) warn(`takes longer than ${limits.seconds} s: ${seconds} s`);
  if (result.rssMb > limits.rssMb) warn(`needs more memory than ${limits.rssMb} MB: ${result.rssMb} MB`);
  if (!verify) return result;

  const ids = new Set(capabilities.map(({ id }) => id));
  const { problems, note } = verifyNotebook(stored, run, { profile, device, capabilities: ids });
  if (note) warn(note);
  if (problems.length === 0) return result;
  return { ...result, status: "failed", problems: problems.map((problem) => `${path}: ${problem}`) };
}
