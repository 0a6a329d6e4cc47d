// Loading, filtering and grouping a csv of a million rows beside pandas; a JavaScript function over texts with two workers
// beside one; and rows at random.
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { madeRows } from "./make-rows.ts";

const report = z.object({ seconds: z.number(), rows: z.number().optional() });
const read = ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout)).seconds;
const program = (name: string, ...args: readonly (string | number)[]): [string, ...string[]] => [
  process.execPath,
  join(import.meta.dirname, name),
  ...args.map(String),
];
const python = process.platform === "win32" ? "python" : "/usr/bin/python3";
const csv = await madeRows("csv", 1_000_000);
await madeRows("jsonl", 100_000);

export default {
  name: "datasets",
  cases: [
    {
      name: "csv",
      ...{ runs: 3, warmup: 1, bar: 0.5 },
      // What Node compiles is kept for the next run, as the notebooks' kernel keeps it, and Python always.
      ours: {
        argv: program("csv-main.ts", csv),
        env: { NODE_COMPILE_CACHE: join(tmpdir(), "llm-course-compiled") },
        read,
      },
      peer: {
        name: "pandas",
        install: "apt install python3-pandas",
        available: () => spawnSync(python, ["-c", "import pandas"]).status === 0,
        run: { argv: [python, join(import.meta.dirname, "csv_pandas.py"), csv], read },
      },
    },
    {
      name: "map over 100,000 texts, two workers",
      ...{ runs: 3, warmup: 1, bar: 1 / 1.7 },
      ours: { argv: program("map-main.ts", 100_000, 2), read },
      peer: {
        name: "one worker",
        install: "nothing to install",
        available: () => true,
        run: { argv: program("map-main.ts", 100_000, 1), read },
      },
    },
    {
      name: "random access (promised: 20,000 rows/s)",
      ...{ unit: "rows/s", runs: 3, warmup: 1 },
      ours: {
        argv: program("random-access-main.ts", 100_000),
        read: ({ stdout }: { stdout: string }) => {
          const { seconds, rows = 0 } = report.parse(JSON.parse(stdout));
          return rows / seconds;
        },
      },
    },
  ],
};
