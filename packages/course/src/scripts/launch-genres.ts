// npx -y pnpm@12 exec llm-accelerate launch --num-processes 2 launch-genres.ts
import { brownSentences } from "@llm-course/models/corpora";
import { Accelerator } from "@llm-course/training";
import { newsAndNovels, trainGenres } from "./train-genres.ts";

const losses = await trainGenres({ batchSize: 16, sentences: newsAndNovels(await brownSentences(), 64) });
const accelerator = new Accelerator();
accelerator.print(
  `${accelerator.numProcesses} processes, losses ${losses.map((loss) => loss.toFixed(4)).join(" ")}`,
);
