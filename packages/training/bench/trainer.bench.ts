// What the trainer costs: its step, with data loading, clipping, schedule and logs, over the bare step of a compiled
// model, which is forward, backward and AdamW.
import { join } from "node:path";
import { z } from "zod";

const report = z.object({ seconds: z.number() });
const argv = (mode: string): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, "trainer-step-main.ts"),
  mode,
];
const seconds = ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout)).seconds;

export default {
  name: "trainer",
  cases: [
    {
      name: "overhead",
      runs: 5,
      warmup: 0,
      bar: 1.05,
      ours: { argv: argv("trainer"), read: seconds },
      peer: {
        name: "bare step",
        install: "nothing to install",
        available: () => true,
        run: { argv: argv("bare"), read: seconds },
      },
    },
  ],
};
