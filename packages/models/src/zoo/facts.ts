import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const score = z.strictObject({
  dataset: z.string(),
  metric: z.string(),
  value: z.number(),
  count: z.int().positive(),
  baseline: z.strictObject({ name: z.string(), value: z.number() }).optional(),
  bar: z.number().optional(),
});

const factsSchema = z.strictObject({
  /** Of the recipe. */
  version: z.int().positive(),
  /** Of the file of weights. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  parameters: z.int().positive(),
  seed: z.int().nonnegative(),
  /** How long the training took, and where. */
  training: z.strictObject({ seconds: z.number(), machine: z.string() }),
  scores: z.array(score).min(1),
  answers: z.array(z.strictObject({ input: z.string(), output: z.string() })),
});

/** What was measured when a model of the zoo was built. */
export type Facts = z.infer<typeof factsSchema>;

/** The folder of this package. */
export const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** Where the files of a model are, below the package's folder or another. */
export const zooPaths = (name: string, root = packageRoot) => ({
  weights: join(root, "zoo", `${name}.safetensors`),
  facts: join(root, "zoo", `${name}.json`),
  card: join(root, "cards", `${name}.md`),
  /** Of a model that has a tokenizer of its own. */
  tokenizer: join(root, "zoo", `${name}.tokenizer.json`),
});

/** @returns undefined for a model that was never built */
export async function readFacts(name: string): Promise<Facts | undefined> {
  const text = await readFile(zooPaths(name).facts, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : factsSchema.parse(JSON.parse(text));
}

export async function writeFacts(path: string, facts: Facts): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(factsSchema.parse(facts), null, 2)}\n`);
  await rename(`${path}.tmp`, path);
}
