import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TestKernel } from "../test/test-kernel.ts";
import { progress } from "./progress.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function* letters() {
  yield* "abc";
}

describe("progress in a kernel", () => {
  it("draws at most ten times a second, in one output, and always the end", () => {
    using kernel = new TestKernel();
    const bar = progress(1000, { label: "Training", unit: "steps" });
    const redrawn = Array.from({ length: 1000 }, () => {
      vi.advanceTimersByTime(1);
      return bar.tick();
    });
    bar.done();
    expect(redrawn.filter(Boolean).length).toBe(10);
    expect(kernel.texts.slice(0, 2)).toEqual([
      "Training: 0/1000 steps (0 %)",
      "Training: 100/1000 steps (10 %), 1000.0 steps/s, 0.9 s left",
    ]);
    expect(kernel.texts.at(-1)).toBe("Training: 1000/1000 steps in 1.0 s (1000.0 steps/s)");
    expect(kernel.displayed.map(({ options }) => options.update)).toEqual([false, ...Array(11).fill(true)]);
    expect(new Set(kernel.displayed.map(({ options }) => options.displayId)).size).toBe(1);
  });

  it("draws nothing after the end", () => {
    using kernel = new TestKernel();
    const bar = progress(2);
    bar.tick(2);
    bar.done();
    bar.done();
    bar.stop();
    vi.advanceTimersByTime(1000);
    expect(bar.tick()).toBe(false);
    expect(kernel.texts).toEqual(["0/2 items (0 %)", "2/2 items in 0.0 s"]);
  });

  it("passes on the items of an iterable and of an async iterable", async () => {
    using kernel = new TestKernel();
    const seen: string[] = [];
    for await (const letter of progress(["a", "b"])) seen.push(letter);
    for (const letter of progress(new Set(["c"]))) seen.push(letter);
    for await (const letter of progress(letters())) seen.push(letter);
    expect(seen.join("")).toBe("abcabc");
    expect(kernel.texts).toEqual([
      "0/2 items (0 %)",
      "2/2 items in 0.0 s",
      "0/1 items (0 %)",
      "1/1 items in 0.0 s",
      "0 items",
      "3 items in 0.0 s",
    ]);
  });

  it("starts when the loop starts", () => {
    using kernel = new TestKernel();
    const items = progress([1, 2]);
    expect(kernel.displayed).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect([...items]).toEqual([1, 2]);
    expect(kernel.texts.at(-1)).toBe("2/2 items in 0.0 s");
  });

  it("is left stopped by an error in the loop, in the source, and by break", async () => {
    using kernel = new TestKernel();
    const failing = async () => {
      for await (const i of progress([1, 2, 3])) {
        vi.advanceTimersByTime(2000);
        if (i === 2) throw new RangeError("broken");
      }
    };
    await expect(failing()).rejects.toThrow("broken");
    expect(kernel.texts.at(-1)).toBe("stopped at 1/3 items after 4.0 s");
    for (const _ of progress([1, 2, 3])) break;
    expect(kernel.texts.at(-1)).toBe("stopped at 0/3 items after 0.0 s");
    const source = (function* () {
      yield 1;
      throw new RangeError("source");
    })();
    expect(() => [...progress(source)]).toThrow("source");
    expect(kernel.texts.at(-1)).toBe("stopped at 1 items after 0.0 s");
  });

  it("is left stopped when a block with `using` fails", () => {
    using kernel = new TestKernel();
    expect(() => {
      using bar = progress(5);
      bar.tick();
      throw new RangeError("broken");
    }).toThrow("broken");
    expect(kernel.texts.at(-1)).toBe("stopped at 1/5 items after 0.0 s");
  });

  it("lets the event loop turn at each redraw of a loop that never waits", async () => {
    using _ = new TestKernel();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for await (const i of progress(Array.from({ length: 50 }, (_, i) => i))) {
      vi.advanceTimersByTime(100 + i);
      const end = process.hrtime.bigint() + 2_000_000n;
      while (process.hrtime.bigint() < end);
    }
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    await sleep(0);
  });
});

describe("progress in a terminal", () => {
  const original = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
  afterEach(() => {
    Reflect.deleteProperty(process.stdout, "isTTY");
    if (original) Object.defineProperty(process.stdout, "isTTY", original);
  });

  const lines = (isTTY: boolean) => {
    Object.defineProperty(process.stdout, "isTTY", { value: isTTY, configurable: true });
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    return () => write.mock.calls.map(([text]) => text);
  };

  it("redraws one line on a TTY", () => {
    const written = lines(true);
    const bar = progress(2);
    vi.advanceTimersByTime(500);
    bar.tick();
    bar.tick();
    bar.done();
    expect(written()).toEqual([
      "\r0/2 items (0 %)\x1b[K",
      "\r1/2 items (50 %), 2.0 items/s, 0.5 s left\x1b[K",
      "\r2/2 items in 0.5 s (4.0 items/s)\x1b[K\n",
    ]);
  });

  it("prints a line at each quarter elsewhere", () => {
    const written = lines(false);
    for (const _ of progress(Array(1000))) vi.advanceTimersByTime(1);
    expect(written()).toEqual([
      "0/1000 items (0 %)\n",
      "250/1000 items (25 %), 1000.0 items/s, 0.8 s left\n",
      "500/1000 items (50 %), 1000.0 items/s, 0.5 s left\n",
      "750/1000 items (75 %), 1000.0 items/s, 0.3 s left\n",
      "1000/1000 items in 1.0 s (1000.0 items/s)\n",
    ]);
  });
});
