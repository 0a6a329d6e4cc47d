import { Command, CommanderError } from "commander";
import { CourseError } from "./errors.ts";
import { INTERRUPTED, interrupt, listenForInterrupts } from "./interrupt.ts";
import { oneLine } from "./run/one-line.ts";

// Loaded when named: `doctor` must start where the native parts that others load are broken.
const commands = {
  doctor: () => import("./commands/doctor.ts"),
  lab: () => import("./commands/lab.ts"),
  gpu: () => import("./commands/gpu.ts"),
  run: () => import("./commands/run.ts"),
  coverage: () => import("./commands/coverage.ts"),
  bench: () => import("./commands/bench.ts"),
  models: () => import("./commands/models.ts"),
  serve: () => import("./commands/serve.ts"),
  hub: () => import("./commands/hub.ts"),
  quiz: () => import("./commands/quiz.ts"),
  exam: () => import("./commands/exam.ts"),
  certificate: () => import("./commands/certificate.ts"),
  cells: () => import("./commands/cells.ts"),
  open: () => import("./commands/open.ts"),
  update: () => import("./commands/update.ts"),
  export: () => import("./commands/export.ts"),
  "new-chapter": () => import("./commands/new-chapter.ts"),
  next: () => import("./commands/next.ts"),
  status: () => import("./commands/status.ts"),
  progress: () => import("./commands/progress.ts"),
  week: () => import("./commands/week.ts"),
  journal: () => import("./commands/journal.ts"),
  report: () => import("./commands/report.ts"),
};

/** Exit code of a command line that makes no sense. */
const USAGE = 2;

const EXAMPLES = `
Examples:
  $ npx -y pnpm@12 course doctor                      is this machine ready?
  $ npx -y pnpm@12 course lab                         open the notebooks in Jupyter
  $ npx -y pnpm@12 course lab notebooks/00-setup.ipynb
  $ npx -y pnpm@12 course gpu --device cuda           install and prove the CUDA provider
  $ npx -y pnpm@12 course help lab                    all flags of one command

Flags do everything. The environment only adds defaults: COURSE_PROFILE (offline, hub) and
COURSE_DEVICE (cpu, cuda, webgpu, coreml, dml).`;

/** The `course` command for a command line: with the subcommand it names, or with all when it names none. */
async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command("course")
    .description("The LLM course in TypeScript: check the machine, open the notebooks, run them.")
    .option("--debug", "print an error's stack")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll("\n", " ")}\n`) });
  const named = argv.find((word) => Object.hasOwn(commands, word));
  for (const [name, load] of Object.entries(commands)) {
    if (named === undefined || name === named) (await load()).register(program);
  }
  return program;
}

/**
 * Runs one command line, without the two leading entries of `process.argv`.
 *
 * Returns the exit code: what the command set, 1 (or the error's own) after an error, 130 after Ctrl-C. An error is
 * one line on stderr, its stack only with `--debug`.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stopListening = listenForInterrupts();
  try {
    const program = await createProgram(argv);
    await program.parseAsync(argv.length > 0 ? argv : ["--help"], { from: "user" });
    return interrupt.aborted ? INTERRUPTED : Number(process.exitCode ?? 0);
  } catch (error) {
    if (interrupt.aborted) return INTERRUPTED;
    // Commander has printed it, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    console.error(argv.includes("--debug") ? error : `error: ${oneLine(error)}`);
    return error instanceof CourseError ? error.exitCode : 1;
  } finally {
    stopListening();
  }
}
