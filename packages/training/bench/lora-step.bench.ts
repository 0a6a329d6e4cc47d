// A training step of adapters against one of all weights: its time, and the process's peak of resident memory.
import { join } from "node:path";
import { z } from "zod";

const report = z.object({ seconds: z.number(), mebibytes: z.number() });
const run = (what: string): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, "lora-step-main.ts"),
  what,
];
const field =
  (name: keyof z.infer<typeof report>) =>
  ({ stdout }: { stdout: string }) =>
    report.parse(JSON.parse(stdout))[name];

/** What adapters take of what all weights take, at most. */
const promises = { seconds: 0.9, mebibytes: 0.6 } as const;

const cases = (["seconds", "mebibytes"] as const).map((name) => ({
  name: `distilbert, ${name}`,
  runs: 3,
  warmup: 0,
  bar: promises[name],
  ...(name === "mebibytes" && { unit: "MiB" }),
  ours: { argv: run("lora"), read: field(name) },
  peer: {
    name: "full fine-tuning",
    install: "nothing to install: it is this package",
    available: () => true,
    run: { argv: run("full"), read: field(name) },
  },
}));

export default { name: "lora-step", cases };
