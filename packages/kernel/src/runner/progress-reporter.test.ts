import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunEvent } from "./notebook-run.ts";
import { ProgressReporter } from "./progress-reporter.ts";

/** A stream that keeps what is written to it. */
class Screen extends Writable {
  text = "";
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
const terminal = (columns = 80) =>
  Object.assign(new Screen(), { isTTY: true, columns, getColorDepth: () => 1 });

const about = (path: string, index = 0) => ({ path: `notebooks/${path}.ipynb`, index, total: 12 });
const start = (path: string): RunEvent => ({ type: "start", ...about(path) });
const cell = (path: string, index: number): RunEvent => ({
  type: "cell-start",
  cellId: "c",
  ...about(path, index),
});
const end = (path: string, more: Partial<Extract<RunEvent, { type: "end" }>> = {}): RunEvent => ({
  ...{ type: "end", status: "passed", seconds: 3.21, executed: 12, skipped: 0 },
  ...about(path),
  ...more,
});

const draw = (screen: Screen, ...events: RunEvent[]): string => {
  const reporter = new ProgressReporter(screen);
  for (const event of events) reporter.onEvent(event);
  return screen.text;
};

const esc = "\u001b";
/** The only sequences a reporter without colours writes: some lines up, and erase all below. */
const tokens = new RegExp(`${esc}\\[(\\d+)A|${esc}\\[0J|\\n|[^\\n${esc}]+`, "g");

/** What is on a screen after the given text was written. */
function visible(text: string): string[] {
  let lines = [""];
  for (const [token, up] of text.matchAll(tokens)) {
    if (token === "\n") lines.push("");
    else if (up) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ""];
    else if (!token.startsWith(esc)) lines[lines.length - 1] += token;
  }
  return lines;
}

// Whatever the terminal that runs the tests has.
beforeEach(() => {
  vi.stubEnv("FORCE_COLOR", undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("ProgressReporter", () => {
  it("writes plain lines where there is no terminal", () => {
    const error = {
      kind: "error",
      ename: "E",
      evalue: "v",
      message: "notebooks/b.ipynb: code cell 2: E: v",
    } as const;
    const failed = end("b", { status: "failed", executed: 2, skipped: 10, error });
    expect(draw(new Screen(), start("a"), cell("a", 1), start("b"), end("a"), failed)).toBe(
      [
        "a: 12 code cells",
        "b: 12 code cells",
        "✓ a: passed, 12 code cells in 3.2 s",
        "✗ b: failed, 2 code cells in 3.2 s, 10 skipped",
        "  notebooks/b.ipynb: code cell 2: E: v",
        "",
      ].join("\n"),
    );
  });

  it("keeps one live line per notebook on a terminal, below those that ended", () => {
    vi.useFakeTimers();
    const screen = terminal();
    draw(screen, start("a"), start("b"), cell("a", 3));
    expect(visible(screen.text)).toEqual(["⠋ a: cell 3/12, 0 s", "⠋ b: starting the kernel, 0 s", ""]);
    const ended = terminal();
    draw(ended, start("a"), start("b"), end("a"), cell("b", 1));
    expect(visible(ended.text)).toEqual(["✓ a: passed, 12 code cells in 3.2 s", "⠋ b: cell 1/12, 0 s", ""]);
  });

  it("moves while a cell runs, and stops when all have ended", () => {
    vi.useFakeTimers();
    const screen = terminal();
    const reporter = new ProgressReporter(screen);
    reporter.onEvent(start("a"));
    reporter.onEvent(cell("a", 1));
    vi.advanceTimersByTime(2100);
    expect(visible(screen.text)[0]).toBe("⠙ a: cell 1/12, 2 s");
    reporter.onEvent(end("a"));
    expect(vi.getTimerCount()).toBe(0);
    expect(visible(screen.text)).toEqual(["✓ a: passed, 12 code cells in 3.2 s", ""]);
  });

  it("cuts live lines at the terminal's width", () => {
    const screen = terminal(12);
    const reporter = new ProgressReporter(screen);
    reporter.onEvent(start("a-long-name"));
    expect(visible(screen.text)[0]).toBe("⠋ a-long-na");
    reporter.onEvent(end("a-long-name"));
  });

  it("has colours when they are forced", () => {
    vi.stubEnv("FORCE_COLOR", "1");
    expect(draw(new Screen(), end("a"))).toContain("\u001b[32m✓ a\u001b[39m");
  });
});
