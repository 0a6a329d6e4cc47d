// What gradient checkpointing saves: the peak of resident memory of a process that trains, and how long its step is,
// beside the same step without. Within the backward pass, AdamW's step also makes room for the gradients that follow.
import { join } from "node:path";
import { z } from "zod";

const report = z.object({ seconds: z.number(), mebibytes: z.number() });
const step = (...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, "finetune-step-main.ts"),
  ...args,
];

const cases = [
  { name: "gpt2", options: ["checkpointing", "step-in-backward"], memory: 0.7 },
  { name: "gpt2", options: ["checkpointing"] },
  { name: "small", options: ["checkpointing", "step-in-backward"] },
].flatMap(({ name, options, memory }) =>
  (["mebibytes", "seconds"] as const).map((field) => {
    const read = ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout))[field];
    return {
      name: `${name} with ${options.join(" and ")}, ${field}`,
      ...(field === "mebibytes" && { unit: "MiB", ...(memory && { bar: memory }) }),
      ...{ runs: 3, warmup: 0 },
      ours: { argv: step(name, ...options), read },
      peer: {
        name: "without",
        install: "nothing to install: it is this package",
        available: () => true,
        run: { argv: step(name), read },
      },
    };
  }),
);

export default { name: "checkpointing", cases };
