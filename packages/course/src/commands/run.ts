import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { ProgressReporter } from "@llm-course/kernel";
import { type Command, InvalidArgumentError, Option } from "commander";
import { storeFigures } from "../figures/store-figures.ts";
import { interrupt } from "../interrupt.ts";
import { findNotebooks, type NotebookFile } from "../run/find-notebooks.ts";
import { defaultOutput, projectRoot } from "../run/project.ts";
import { resultLines } from "../run/result-lines.ts";
import type { ChapterResult, RunOptions } from "../run/run-chapter.ts";
import { runChapters, runReport } from "../run/run-chapters.ts";

interface Flags {
  verify: boolean;
  write: boolean;
  types: boolean;
  fresh: boolean;
  json: boolean;
  jobs: number;
  profile: "offline" | "hub";
  device: string;
  cellTimeout?: number;
  output: string;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("expected a number above 0.");
  return value;
}

const count = (text: string): number => Math.ceil(positive(text));

// Made absolute at once: Node's recursive mkdir never returns for a relative path in a folder that was deleted meanwhile.
const folder = (path: string): string => resolve(path);

/** Adds `course run [chapters…]`. */
export function register(program: Command): void {
  program
    .command("run")
    .description("execute notebooks, each in a kernel of its own")
    .argument("[chapters...]", "numbers, names or .ipynb files (default: all chapters)")
    .option("--verify", "compare the outputs with the committed ones and check the cells' metadata", false)
    .addOption(
      new Option("--write", "store the outputs in the notebooks that pass")
        .default(false)
        .conflicts("verify"),
    )
    .option("--types", "only check the types of the cells", false)
    .option("--fresh", "execute also what did not change since it last passed", false)
    .option("--json", "print the figures as JSON, everything else goes to stderr", false)
    .option("--jobs <n>", "notebooks at a time", count, Math.max(1, availableParallelism() >> 1))
    .addOption(
      new Option("--profile <name>", "where models and data come from")
        .choices(["offline", "hub"])
        .env("COURSE_PROFILE")
        .default("offline"),
    )
    .addOption(
      new Option("--device <name>", "what runs the models")
        .choices(["cpu", "cuda", "webgpu", "coreml", "dml"])
        .env("COURSE_DEVICE")
        .default("cpu"),
    )
    .option("--cell-timeout <seconds>", "how long one cell may run", positive)
    .option("--output <folder>", "where executed notebooks and the summary go", folder, defaultOutput)
    .action(run);
}

async function run(chapters: string[], flags: Flags): Promise<void> {
  const files = findNotebooks(chapters);
  const print = flags.json ? console.error : console.log;
  if (flags.types) return checkTypes(files, print);
  const results = await runChapters(files, {
    ...flags,
    cellTimeoutSeconds: flags.cellTimeout,
    signal: interrupt,
    ...progress(print),
  });
  if (interrupt.aborted) return;
  if (flags.write) await storeFigures(results, { root: projectRoot, output: flags.output });
  const failed = results.filter(({ status }) => status !== "passed").length;
  const page = relative(process.cwd(), join(flags.output, "index.html"));
  print(`${results.length - failed} passed, ${failed} failed: ${page}`);
  if (flags.json) console.log(JSON.stringify(runReport(results), null, 2));
  if (failed > 0) process.exitCode = 1;
}

/** Lines that move on a terminal while notebooks run; elsewhere one line as each ends. */
function progress(
  print: (text: string) => void,
): Pick<RunOptions, "onEvent"> & { onResult(result: ChapterResult): void } {
  const reporter = process.stderr.isTTY ? new ProgressReporter() : undefined;
  return {
    // The error is among the result's problems.
    onEvent: (event) => reporter?.onEvent(event.type === "end" ? { ...event, error: undefined } : event),
    onResult: (result) => {
      const [first = "", ...rest] = resultLines(result);
      const isReported = reporter && result.status === "passed" && !result.cached;
      if (!isReported) print(first);
      for (const text of rest) console.error(text);
    },
  };
}

async function checkTypes(files: NotebookFile[], print: (text: string) => void): Promise<void> {
  const { checkCells } = await import("../run/check-cells.ts"); // only now: it loads the compiler
  for (const { chapter, path } of files) {
    const errors = await checkCells(path);
    print(`${errors.length === 0 ? "passed" : "failed"} ${chapter}`);
    for (const error of errors) console.error(error);
    if (errors.length > 0) process.exitCode = 1;
  }
}
