// A training step against PyTorch's on the same machine: forward, backward and AdamW of the same architecture, batch
// and threads; and the same step as a rate, against the fastest matrix product the machine has.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { finetuneCases, gigaflops } from "./finetune-cases.ts";

const report = z.object({
  seconds: z.number(),
  graph: z.number().optional(),
  ready: z.number().optional(),
  pause: z.number().optional(),
  mebibytes: z.number().optional(),
  state: z.number().optional(),
});
const rate = z.object({ gflops: z.number() });

// Debian's Python has Debian's PyTorch; another Python may come first on the PATH.
const python = process.platform === "win32" ? "python" : "/usr/bin/python3";
// PyTorch is measured as it comes, whatever OpenBLAS was told for other programs.
const asItComes =
  process.platform === "win32" ? [] : ["env", "-u", "OPENBLAS_CORETYPE", "-u", "OPENBLAS_L2_SIZE"];
const ours = (...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, "finetune-step-main.ts"),
  ...args,
];
const peer = (name: string): string[] => [
  ...asItComes,
  python,
  join(import.meta.dirname, "finetune_step.py"),
  name,
];
const installed = () => spawnSync(python, ["-c", "import torch"]).status === 0;
const install = "apt install python3-torch libopenblas0-pthread";
const seconds = ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout)).seconds;

/** Step time relative to PyTorch's, and the share of sgemm's speed, that we promise. */
const promises: Readonly<Record<string, { time: number; share?: number }>> = {
  distilbert: { time: 0.7, share: 0.6 },
  small: { time: 0.4, share: 0.4 },
  gpt2: { time: 0.5, share: 0.6 },
  t5: { time: 0.6 },
  vit: { time: 0.6 },
};

const cases = Object.entries(finetuneCases).flatMap(([name, finetuneCase]) => {
  const promised = promises[name];
  const work = gigaflops(finetuneCase);
  return [
    {
      name,
      runs: 3,
      warmup: 0,
      ...(promised && { bar: promised.time }),
      ours: { argv: ours(name), read: seconds },
      peer: { name: "PyTorch", install, available: installed, run: { argv: peer(name), read: seconds } },
    },
    {
      name: `${name}, share of sgemm`,
      unit: "GFLOP/s",
      runs: 3,
      warmup: 0,
      ...(promised?.share && { bar: 1 / promised.share }),
      ours: { argv: ours(name), read: (run: { stdout: string }) => work / seconds(run) },
      peer: {
        name: "OpenBLAS sgemm 1024³",
        install,
        available: installed,
        run: {
          argv: peer("sgemm"),
          read: ({ stdout }: { stdout: string }) => rate.parse(JSON.parse(stdout)).gflops,
        },
      },
    },
  ];
});

/** Optimizers of smaller states beside AdamW: the process at its peak, how long a step is, and the state. */
const optimizerCases = ["adafactor", "adamW8bit"].flatMap((option) =>
  (["mebibytes", "seconds", "state"] as const).map((field) => {
    const read = ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout))[field] ?? Number.NaN;
    return {
      name: `gpt2 with ${option}, ${field}`,
      ...(field !== "seconds" && { unit: "MiB" }),
      ...{ runs: 3, warmup: 0 },
      ours: { argv: ours("gpt2", option), read },
      peer: {
        name: "AdamW",
        install: "nothing to install: it is this package",
        available: () => true,
        run: { argv: ours("gpt2"), read },
      },
    };
  }),
);

/** What a first step costs besides, and whether the main thread stays live. */
const others = {
  "distilbert, graph with gradients (promised: 0.15 s)": "graph",
  "distilbert, ready to train (promised: 1 s)": "ready",
  "distilbert, longest delay of the main thread's timers (promised: 0.05 s)": "pause",
} as const;
const otherCases = Object.entries(others).map(([name, field]) => ({
  name,
  runs: 3,
  warmup: 0,
  ours: {
    argv: ours("distilbert"),
    read: ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout))[field] ?? Number.NaN,
  },
}));

export default { name: "finetune-step", cases: [...cases, ...optimizerCases, ...otherCases] };
