// A training step shared by two processes against one of a single process that has as many threads: what larger
// products, in threads that wait for each other, and averaging the gradients make of it.
import { join } from "node:path";
import { z } from "zod";
import { finetuneCases } from "./finetune-cases.ts";

const report = z.object({ seconds: z.number() });
const run = (name: string, numProcesses: number): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, "accelerate-step-main.ts"),
  name,
  String(numProcesses),
];
const samplesPerSecond =
  (name: string) =>
  ({ stdout }: { stdout: string }) =>
    (finetuneCases[name]?.batch ?? 0) / report.parse(JSON.parse(stdout)).seconds;

const cases = ["small"].map((name) => ({
  name: `${name}, two processes`,
  unit: "samples/s",
  runs: 3,
  warmup: 0,
  ours: { argv: run(name, 2), read: samplesPerSecond(name) },
  peer: {
    name: "one process",
    install: "nothing, it is here",
    available: () => true,
    run: { argv: run(name, 1), read: samplesPerSecond(name) },
  },
}));

export default { name: "accelerate-step", cases };
