import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "@llm-course/hub";
import type { TrainerCallback } from "@llm-course/training";
import { type Facts, packageRoot, writeFacts, zooPaths } from "./facts.ts";
import type { Recipe } from "./recipe.ts";
import { renderCard } from "./render-card.ts";
import { fileHash, readWeights, writeWeights } from "./weights-file.ts";

export interface BuildOptions {
  /** Default: 1 */
  readonly seed?: number;
  /** Of the training. */
  readonly callbacks?: readonly TrainerCallback[];
  readonly signal?: AbortSignal;
  /** Where checkpoints are kept until the training is complete. Default: in the cache. */
  readonly cache?: string;
  /** Where `zoo` and `cards` are written. Default: this package. */
  readonly root?: string;
}

/**
 * Trains a model of the zoo, measures it, and writes its weights, facts and card into this package. A build that was
 * interrupted goes on from its last checkpoint.
 *
 * @throws what the recipe throws, and the signal's reason
 */
export async function buildModel(
  recipe: Recipe,
  { seed = 1, callbacks = [], signal, cache = cacheFolder("models"), root = packageRoot }: BuildOptions = {},
): Promise<Facts> {
  const { name, version, stored = "F16" } = recipe;
  const folder = join(cache, "builds", `${name}-v${version}-seed${seed}`);
  await mkdir(folder, { recursive: true });
  const clock = await trainingClock(join(folder, "seconds.json"));
  const weights = await recipe
    .train({ folder, seed, callbacks, ...(signal && { signal }) })
    .finally(() => clock.stop());
  signal?.throwIfAborted();

  const temporary = await mkdtemp(join(tmpdir(), `zoo-${name}-`));
  try {
    const file = join(temporary, "weights.safetensors");
    await writeWeights(file, weights, stored);
    const sha256 = await fileHash(file);
    // What is measured is what is shipped, rounded.
    const assembled = join(temporary, "model");
    await mkdir(assembled);
    await recipe.assemble(await readWeights(file, sha256), assembled);
    const scores = await recipe.evaluate(assembled);
    const outputs = await recipe.respond(assembled, recipe.inputs);
    const facts: Facts = {
      ...{ version, sha256, bytes: (await stat(file)).size, seed, scores },
      parameters: Iterator.from(weights.values()).reduce((sum, { data }) => sum + data.length, 0),
      training: { seconds: clock.seconds(), machine: machine() },
      answers: recipe.inputs.map((input, i) => ({ input, output: outputs[i] ?? "" })),
    };
    await publish(recipe, facts, file, root);
    await rm(folder, { recursive: true });
    return facts;
  } finally {
    await rm(temporary, { recursive: true });
  }
}

async function publish(recipe: Recipe, facts: Facts, file: string, root: string): Promise<void> {
  const paths = zooPaths(recipe.name, root);
  for (const path of [paths.weights, paths.card]) await mkdir(dirname(path), { recursive: true });
  await copyFile(file, `${paths.weights}.tmp`);
  await rename(`${paths.weights}.tmp`, paths.weights);
  await writeFacts(paths.facts, facts);
  await writeFile(paths.card, renderCard(recipe, facts));
}

/** Seconds of a training, those before interruptions included. */
async function trainingClock(path: string): Promise<{ stop(): Promise<void>; seconds(): number }> {
  const before = Number(await readFile(path, "utf8").catch(() => "0"));
  const began = performance.now();
  let seconds = before;
  return {
    async stop() {
      seconds = before + (performance.now() - began) / 1000;
      await writeFile(path, String(seconds));
    },
    seconds: () => seconds,
  };
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "an unknown processor";
  return `${availableParallelism()} cores of ${model}`;
}
