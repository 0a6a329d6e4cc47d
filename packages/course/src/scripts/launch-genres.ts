// npx -y pnpm@12 exec llm-accelerate launch --num-processes 2 launch-genres.ts
import { Accelerator } from "@llm-course/training";
import { trainGenres } from "./train-genres.ts";

const losses = await trainGenres({ batchSize: 16, sentences: 64 });
const accelerator = new Accelerator();
accelerator.print(
  `${accelerator.numProcesses} processes, losses ${losses.map((loss) => loss.toFixed(4)).join(" ")}`,
);
