import { join } from "node:path";
import { formatDiagnostic } from "../compiler/diagnostic.ts";
import type { NotebookProgram } from "../compiler/notebook-program.ts";
import { cellError } from "../executor/cell-error.ts";
import { type CellError, interruptedMessage } from "../thread-messages.ts";
import type { ExecutorLink } from "./executor-link.ts";
import type { Header, OutputPublisher } from "./output-publisher.ts";
import type { ExecuteRequest } from "./requests.ts";
import { type RunCell, type Traceback, traceback } from "./traceback.ts";

export interface QueuedCell {
  header: Header;
  request: ExecuteRequest;
  /** Called when work on the request begins; returns what ends it with the content of execute_reply. */
  begin(): (reply: Record<string, unknown>) => void;
}

/** A pause of a reader, in milliseconds, in which the compiler prepares for the next cell; "Run all" makes none. */
const PAUSE_MS = 30;

/**
 * Runs execute requests in their order. When one fails that asked for `stop_on_error`, those that were waiting by then
 * are answered `aborted`, as the protocol has it and "Run all" relies on; what comes later always runs.
 */
export class CellQueue {
  readonly #program: NotebookProgram;
  readonly #link: ExecutorLink;
  readonly #output: OutputPublisher;
  readonly #folder: string;
  readonly #cells = new Map<string, RunCell>();
  #waiting: QueuedCell[] = [];
  #running: { id: string; interrupted: boolean; abandon(): void } | undefined;
  #working = false;
  #preparation: NodeJS.Timeout | undefined;
  /** Set while an interrupted cell is still inside a native call. */
  #blocked: Promise<unknown> | undefined;
  #count = 0;

  constructor(folder: string, program: NotebookProgram, link: ExecutorLink, output: OutputPublisher) {
    this.#folder = folder;
    this.#program = program;
    this.#link = link;
    this.#output = output;
  }

  add(cell: QueuedCell): void {
    this.#waiting.push(cell);
    if (!this.#working) void this.#work();
  }

  async interrupt(): Promise<void> {
    const running = this.#running;
    if (running) running.interrupted = true;
    await this.#link.interrupt(running?.id ?? "", () => running?.abandon());
  }

  traceback(error: CellError): Traceback {
    return traceback(error, this.#cells, this.#folder);
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let cell = this.#waiting.shift(); cell; cell = this.#waiting.shift()) {
      const end = cell.begin();
      // What the kernel itself cannot take, the cell is told: the queue must go on.
      const failure = await this.#run(cell).catch((error: unknown) => this.traceback(cellError(error)));
      const count = { execution_count: this.#count };
      if (!failure) {
        end({ status: "ok", ...count, payload: [], user_expressions: {} });
        continue;
      }
      if (!cell.request.silent) this.#output.publish("error", { ...failure }, cell.header);
      const aborted = cell.request.stop_on_error ? this.#waiting.splice(0) : [];
      end({ status: "error", ...count, ...failure });
      for (const skipped of aborted) skipped.begin()({ status: "aborted", ...count });
    }
    this.#working = false;
    // Not while a cell runs: it would disturb what the cell measures.
    this.#preparation = setTimeout(() => this.#prepare(), PAUSE_MS).unref();
  }

  #prepare(): void {
    try {
      this.#program.prepare();
    } catch {
      // What the compiler itself fails at, the next cell is told.
    }
  }

  async #run({ header, request }: QueuedCell): Promise<Traceback | undefined> {
    const { code, silent } = request;
    if (!silent && request.store_history) this.#count++;
    if (!silent) this.#output.publish("execute_input", { code, execution_count: this.#count }, header);
    clearTimeout(this.#preparation);
    const checked = this.#program.check(code);
    if (!checked.cell) return typeErrors(checked.diagnostics);
    this.#cells.set(join(this.#folder, checked.cell.file), { ...checked.cell, source: code });
    await this.#blocked;
    checked.commit();
    const done = await this.#execute(header.msg_id, checked.cell);
    if (done === "abandoned") return this.traceback(nativeCallError);
    if (done.error) return this.traceback(done.error);
    if ("data" in done && done.data && !silent) {
      const content = { data: done.data, metadata: {}, execution_count: this.#count };
      this.#output.publish("execute_result", content, header);
    }
    return undefined;
  }

  async #execute(id: string, cell: NonNullable<ReturnType<NotebookProgram["check"]>["cell"]>) {
    const abandoned = Promise.withResolvers<"abandoned">();
    const running = { id, interrupted: false, abandon: () => abandoned.resolve("abandoned") };
    this.#running = running;
    const number = Number(/\d+/.exec(cell.file)?.[0]);
    const done = this.#link.execute({ type: "execute", id, number, cell });
    const first = await Promise.race([done, abandoned.promise]);
    this.#running = undefined;
    this.#blocked = first === "abandoned" ? done : undefined;
    // Native code that is left by a termination may throw anything: what counts is that the reader stopped the cell.
    return first !== "abandoned" && first.error && running.interrupted ? { error: interruptError } : first;
  }
}

const interruptError: CellError = {
  ename: "KeyboardInterrupt",
  evalue: interruptedMessage,
  stack: `KeyboardInterrupt: ${interruptedMessage}`,
};

const nativeMessage =
  "the cell is inside a native call, which cannot be stopped halfway; its result will be dropped, and the next cell " +
  "starts when it returns. Restart the kernel to end it now";
const nativeCallError: CellError = {
  ...interruptError,
  evalue: nativeMessage,
  stack: `KeyboardInterrupt: ${nativeMessage}`,
};

function typeErrors(diagnostics: ReturnType<NotebookProgram["check"]>["diagnostics"]): Traceback {
  const lines = diagnostics.flatMap((d) => [formatDiagnostic(d), ...(d.excerpt ? [d.excerpt] : [])]);
  return {
    ename: "TypeScriptError",
    evalue: diagnostics.map(formatDiagnostic).join("\n"),
    traceback: lines,
  };
}
