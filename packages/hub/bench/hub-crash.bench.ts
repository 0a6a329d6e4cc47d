// `kill -9` of the local Hub while clients upload, commit, push, make and delete repositories. A program that finds
// something lost or half done fails, so that the figure is of what was acknowledged and is all there.
import { join } from "node:path";
import { z } from "zod";

const report = z.object({ commits: z.record(z.string(), z.number()) });

export default {
  name: "hub-crash",
  cases: [
    {
      name: "100 rounds",
      unit: "commits acknowledged, none lost",
      ...{ runs: 1, warmup: 0 },
      ours: {
        argv: [process.execPath, join(import.meta.dirname, "../test/local/crash/crash-rounds.ts"), "100"],
        read: ({ stdout }: { stdout: string }) =>
          Object.values(report.parse(JSON.parse(stdout)).commits).reduce((sum, count) => sum + count, 0),
      },
    },
  ],
};
