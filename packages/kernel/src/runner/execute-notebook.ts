import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import type { PendingRequest } from "../protocol/kernel-client.ts";
import { MessageError, parseContent } from "../protocol/message.ts";
import { RunFailure } from "./errors.ts";
import { finishRequest } from "./finish-request.ts";
import { kernelEnvironment } from "./kernel-environment.ts";
import type { KernelSession, Usage } from "./kernel-session.ts";
import { type CodeCell, hasTag, isCodeCell, type Notebook } from "./notebook.ts";
import type { CellRun, NotebookRun, RunError, RunEvent, RunOptions, RunStatus } from "./notebook-run.ts";
import { OutputRecorder } from "./output-recorder.ts";
import type { PreparedNotebook } from "./prepare-notebook.ts";
import type { Kernelspec } from "./read-kernelspec.ts";
import { startKernel } from "./start-kernel.ts";
import { stopConditions } from "./stop-conditions.ts";

const executeReply = z.object({
  status: z.string(),
  execution_count: z.int().nonnegative().optional(),
  ename: z.string().default("ExecutionError"),
  evalue: z.string().default(""),
  traceback: z.array(z.string()).default([]),
});

/** A code cell, its place among the code cells from 1, and what became of it. */
interface Step {
  cell: CodeCell;
  number: number;
  run: CellRun;
  raised?: { ename: string; evalue: string };
}

/** An event without the fields that every event has. */
type EventDetails = RunEvent extends infer Event
  ? Event extends RunEvent
    ? Omit<Event, "path" | "index" | "total">
    : never
  : never;

/** Runs a notebook that was read before; the notebook object becomes the executed one. */
export function executeNotebook(prepared: PreparedNotebook, options: RunOptions): Promise<NotebookRun> {
  return new NotebookExecution(prepared, options).run();
}

class NotebookExecution {
  readonly #path: string;
  readonly #notebook: Notebook;
  readonly #kernelspec: Kernelspec;
  readonly #options: RunOptions;
  readonly #steps: Step[];
  readonly #stepOf: Map<CodeCell, Step>;
  readonly #recorder: OutputRecorder;
  /** The first cell that raised without being allowed to. */
  #culprit: Step | undefined;
  #current: Step | undefined;
  #executed = 0;

  constructor({ path, notebook, kernelspec }: PreparedNotebook, options: RunOptions) {
    this.#path = path;
    this.#notebook = notebook;
    this.#kernelspec = kernelspec;
    this.#options = options;
    this.#steps = notebook.cells.filter(isCodeCell).map((cell, i) => {
      const run: CellRun = {
        index: notebook.cells.indexOf(cell),
        id: cell.id,
        status: "skipped",
        seconds: 0,
      };
      return { cell, number: i + 1, run };
    });
    this.#stepOf = new Map(this.#steps.map((step) => [step.cell, step]));
    this.#recorder = new OutputRecorder({
      onStream: (cell, name, text) => this.#emit({ type: "stream", name, text }, this.#stepOf.get(cell)),
      onError: (cell, error) => this.#blame(this.#stepOf.get(cell), error),
    });
  }

  async run(): Promise<NotebookRun> {
    const began = performance.now();
    this.#emit({ type: "start" });
    // Outputs of an earlier run must not pass for those of this one.
    for (const { cell } of this.#steps) Object.assign(cell, { execution_count: null, outputs: [] });

    const { stopped, cancel } = stopConditions(this.#options);
    const measured: { startSeconds: number; usage: Usage } = { startSeconds: 0, usage: {} };
    let error: RunError | undefined;
    try {
      await this.#inKernel(stopped, measured);
    } catch (cause) {
      error = this.#report(cause);
    } finally {
      cancel();
    }

    const status: RunStatus = error ? (error.kind === "aborted" ? "interrupted" : "failed") : "passed";
    const seconds = (performance.now() - began) / 1000;
    const cells = this.#steps.map(({ run }) => run);
    const skipped = cells.filter((cell) => cell.status === "skipped").length;
    const { peakBytes, downloadedBytes } = measured.usage;
    this.#emit({ type: "end", status, seconds, executed: this.#executed, skipped, error });
    return {
      path: this.#path,
      notebook: this.#notebook,
      status,
      error,
      seconds,
      startSeconds: measured.startSeconds,
      cells,
      executed: this.#executed,
      skipped,
      peakRssMb: peakBytes === undefined ? undefined : peakBytes / 1e6,
      downloadedBytes,
    };
  }

  async #inKernel(stopped: Promise<never>, measured: { startSeconds: number; usage: Usage }): Promise<void> {
    const { cwd = dirname(resolve(this.#path)), signal, startTimeoutSeconds = 60 } = this.#options;
    await Promise.race([stopped, undefined]); // aborted before it began: start nothing
    const began = performance.now();
    const { session, language } = await startKernel(this.#kernelspec, {
      cwd,
      env: kernelEnvironment(this.#kernelspec, this.#options),
      onPublished: (message) => this.#recorder.receive(message),
      timeoutSeconds: startTimeoutSeconds,
      stopped,
    });
    measured.startSeconds = (performance.now() - began) / 1000;
    this.#notebook.metadata.language_info = language;

    const kill = () => session.kill();
    signal?.addEventListener("abort", kill);
    try {
      for (const step of this.#steps) await this.#step(session, step, stopped);
      await this.#quiet(session, stopped);
    } finally {
      measured.usage = await session.usage();
      await session.stop();
      signal?.removeEventListener("abort", kill);
    }
  }

  async #step(session: KernelSession, step: Step, stopped: Promise<never>): Promise<void> {
    const { cell, run } = step;
    if (hasTag(cell, "hub") && (this.#options.profile ?? "offline") === "offline") {
      const text =
        "Skipped: this cell needs the Hugging Face Hub; run it with the profile hub (COURSE_PROFILE=hub).\n";
      cell.outputs.push({ name: "stdout", output_type: "stream", text });
      return;
    }
    this.#current = step;
    this.#emit({ type: "cell-start", cellId: cell.id }, step);
    try {
      // Jupyter does not send empty cells to kernels either.
      if (cell.source.trim() !== "") await this.#execute(session, step, stopped);
      if (!this.#isToBlame(step)) run.status = "ok";
    } catch (error) {
      run.status = "error";
      throw error;
    } finally {
      this.#emit({ type: "cell-end", cellId: cell.id, status: run.status, seconds: run.seconds }, step);
    }
    this.#throwIfRaised();
  }

  async #execute(session: KernelSession, step: Step, stopped: Promise<never>): Promise<void> {
    const { cell, run } = step;
    const began = performance.now();
    const request = session.request("execute_request", {
      code: cell.source,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      // Nothing is sent ahead, so there is nothing to be aborted by an error.
      stop_on_error: false,
    });
    this.#recorder.attach(request.id, cell);
    try {
      run.seconds = await this.#limited(session, request, stopped);
      const reply = parseContent(executeReply, (await request.reply).content);
      cell.execution_count ??= reply.execution_count ?? null;
      this.#executed++;
      if (reply.status === "ok" || step.raised) return;
      const { ename, evalue, traceback } = reply;
      cell.outputs.push({ ename, evalue, output_type: "error", traceback });
      this.#blame(step, { ename, evalue });
    } catch (error) {
      run.seconds = (performance.now() - began) / 1000;
      throw error;
    }
  }

  /** Late errors of the last cells arrive before the kernel's answer to one more question. */
  async #quiet(session: KernelSession, stopped: Promise<never>): Promise<void> {
    const request = session.request("kernel_info_request", {});
    await this.#limited(session, request, stopped);
    this.#throwIfRaised();
  }

  #limited(session: KernelSession, request: PendingRequest, stopped: Promise<never>): Promise<number> {
    return finishRequest(session, request, { stopped, seconds: this.#options.cellTimeoutSeconds ?? 240 });
  }

  #blame(step: Step | undefined, error: { ename: string; evalue: string }): void {
    if (!step || step.raised) return;
    step.raised = error;
    if (!this.#isToBlame(step)) return;
    step.run.status = "error";
    this.#culprit ??= step;
  }

  #isToBlame({ cell, raised }: Step): boolean {
    return raised !== undefined && !hasTag(cell, "raises-exception");
  }

  #throwIfRaised(): void {
    const raised = this.#culprit?.raised;
    if (raised) throw new RunFailure("error", raised.ename, raised.evalue);
  }

  /** What ended the run, for the result; all but cells' own errors also becomes an output of the cell. */
  #report(cause: unknown): RunError {
    const failure = asFailure(cause);
    const step = failure.kind === "error" ? this.#culprit : this.#current;
    const { kind, ename, evalue, details } = failure;
    if (!step) return { kind, ename, evalue, message: oneLine(`${this.#path}: ${failure.message}`) };

    const { cell, number, run } = step;
    run.status = "error";
    if (kind !== "error") {
      cell.outputs.push({ ename, evalue, output_type: "error", traceback: [failure.message, ...details] });
    }
    const where = `${this.#path}: code cell ${number} (index ${run.index}, id ${run.id})`;
    const message = oneLine(`${where}: ${failure.message}`);
    return { kind, cell: number, index: run.index, cellId: run.id, ename, evalue, message };
  }

  #emit(details: EventDetails, step?: Step): void {
    const event = { ...details, path: this.#path, index: step?.number ?? 0, total: this.#steps.length };
    this.#options.onEvent?.(event);
  }
}

function asFailure(cause: unknown): RunFailure {
  if (cause instanceof RunFailure) return cause;
  if (cause instanceof MessageError) return new RunFailure("protocol", cause.name, cause.message);
  throw cause;
}

const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .trim()
    .replace(/\s*[\r\n]\s*/g, " | ");
