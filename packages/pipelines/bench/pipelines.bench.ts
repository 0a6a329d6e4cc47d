// The first answer of a pipeline in a fresh process, from its start to its end: what a reader waits for. The model was assembled
// before, by the run that is not counted.
import { tmpdir } from "node:os";
import { join } from "node:path";

export default {
  name: "pipelines",
  cases: [
    {
      name: "first-call (promised: 1.5 s)",
      ...{ runs: 5, warmup: 1 },
      ours: {
        argv: [process.execPath, join(import.meta.dirname, "first-call-main.ts")],
        // What Node compiles is kept for the next run, as the notebooks' kernel keeps it.
        env: { NODE_COMPILE_CACHE: join(tmpdir(), "llm-course-compiled"), COURSE_PROFILE: "offline" },
      },
    },
  ],
};
