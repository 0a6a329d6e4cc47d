// A jsonl of 4 GB is shuffled, filtered, made tokens of and saved, which is to stay under 600 MB. It needs 15 GB of the system's
// temporary folder; JSONL_MEGABYTES makes it smaller.
import { join } from "node:path";
import { z } from "zod";
import { madeText } from "./made-text.ts";

const text = await madeText(Number(process.env.JSONL_MEGABYTES ?? 4000));
const report = z.object({ seconds: z.number() });

export default {
  name: "jsonl",
  cases: [
    {
      name: "jsonl",
      ...{ runs: 1, warmup: 0 },
      ours: {
        argv: [
          process.execPath,
          join(import.meta.dirname, "jsonl-main.ts"),
          join(text, "text.jsonl"),
          join(text, "saved"),
        ],
        env: { COURSE_CACHE: join(text, "cache") },
        read: ({ stdout }: { stdout: string }) => report.parse(JSON.parse(stdout)).seconds,
      },
    },
  ],
};
