import { basename } from "node:path";
import { clearScreenDown, moveCursor } from "node:readline";
import type { WriteStream } from "node:tty";
import { stripVTControlCharacters, styleText } from "node:util";
import type { RunEvent } from "./notebook-run.ts";

/** Where progress is drawn: a terminal, or anything that takes text. */
export type ProgressStream = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;

interface Running {
  name: string;
  cell: number;
  total: number;
  began: number;
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 100;

const signs = { passed: ["green", "✓"], failed: ["red", "✗"], interrupted: ["yellow", "–"] } as const;

const cells = (count: number): string => `${count} code cell${count === 1 ? "" : "s"}`;

/**
 * Draws the events of running notebooks. On a terminal each has a line that moves until it ends; elsewhere a line is
 * written when it starts and one when it ends. Colours follow the terminal, NO_COLOR and FORCE_COLOR.
 */
export class ProgressReporter {
  readonly #stream: ProgressStream;
  readonly #running = new Map<string, Running>();
  #drawnLines = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Draws on stderr when no stream is given, so that stdout stays free for results. */
  constructor(stream: ProgressStream = process.stderr) {
    this.#stream = stream;
  }

  /** Give this to `runNotebook` or `runNotebooks` as `onEvent`. */
  readonly onEvent = (event: RunEvent): void => {
    const name = basename(event.path, ".ipynb");
    if (event.type === "start") {
      this.#running.set(event.path, { name, cell: 0, total: event.total, began: performance.now() });
      if (!this.#stream.isTTY) this.#print(`${name}: ${cells(event.total)}`);
    } else if (event.type === "cell-start") {
      const running = this.#running.get(event.path);
      if (running) running.cell = event.index;
    } else if (event.type === "end") {
      this.#running.delete(event.path);
      this.#print(this.#summary(name, event));
    } else return;
    this.#draw();
    this.#animate();
  };

  #summary(
    name: string,
    { status, executed, skipped, seconds, error }: Extract<RunEvent, { type: "end" }>,
  ): string {
    const [colour, sign] = signs[status];
    const left = skipped > 0 ? `, ${skipped} skipped` : "";
    const reason = error ? `\n  ${error.message}` : "";
    return `${this.#style(colour, `${sign} ${name}`)}: ${status}, ${cells(executed)} in ${seconds.toFixed(1)} s${left}${reason}`;
  }

  /** A line that stays, above those that move. */
  #print(text: string): void {
    this.#erase();
    this.#stream.write(`${text}\n`);
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    this.#erase();
    const frame = spinner[this.#frame % spinner.length] ?? "";
    const width = this.#stream.columns ?? 80;
    for (const { name, cell, total, began } of this.#running.values()) {
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      const where = cell === 0 ? "starting the kernel" : `cell ${cell}/${total}`;
      // A line that wraps would be two to erase.
      const text = `${frame} ${name}: ${where}, ${seconds} s`.slice(0, width - 1);
      this.#stream.write(`${this.#style("cyan", text)}\n`);
      this.#drawnLines++;
    }
  }

  #erase(): void {
    if (this.#drawnLines === 0) return;
    moveCursor(this.#stream, 0, -this.#drawnLines);
    clearScreenDown(this.#stream);
    this.#drawnLines = 0;
  }

  #animate(): void {
    if (this.#running.size === 0 || !this.#stream.isTTY) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      this.#frame++;
      this.#draw();
    }, frameMs).unref();
  }

  #style(format: "green" | "red" | "yellow" | "cyan", text: string): string {
    return styleText(format, stripVTControlCharacters(text), { stream: this.#stream });
  }
}
