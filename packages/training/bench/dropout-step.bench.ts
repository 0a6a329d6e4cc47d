// What dropout of 0.1 adds to a training step: masks to draw, and a product forward and one backward for each.
import { join } from "node:path";
import { z } from "zod";

const report = z.object({ seconds: z.number() });
const step = (...args: readonly string[]) => ({
  argv: [process.execPath, join(import.meta.dirname, "finetune-step-main.ts"), ...args] as [
    string,
    ...string[],
  ],
  read: ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout)).seconds,
});

export default {
  name: "dropout-step",
  cases: ["distilbert", "small", "gpt2"].map((name) => ({
    name,
    runs: 3,
    warmup: 0,
    ...(name === "distilbert" && { bar: 1.05 }),
    ours: step(name, "dropout"),
    peer: { name: "without dropout", install: "pnpm install", available: () => true, run: step(name) },
  })),
};
