// Tokens per second, 32 tokens of prompt and 64 new ones for each row, the prompt's time included. transformers.js runs
// the same file on the same onnxruntime, and takes its tokens in the same way. Weights are random.
//
// `single` and `batch` are of a model of the size that is trained in minutes. For a token of GPT-2 small 0.5 GB of
// weights are read: what the memory of a machine can do decides, for both sides alike.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createContinuousBatch,
  createDecoder,
  type Decoder,
  type GenerationOptions,
  generate,
} from "@llm-course/generation";
import { gpt2Graph } from "../test/gpt2-graph.ts";
import { bound, randomWeights } from "../test/tiny-gpt2.ts";
import { transformersJs, writeModelFolder } from "../test/transformers-js.ts";

const models = {
  small: { vocab_size: 8000, n_positions: 512, n_embd: 256, n_layer: 4, n_head: 4 },
  "gpt2-small": { vocab_size: 50_257, n_positions: 1024, n_embd: 768, n_layer: 12, n_head: 12 },
};
type Model = keyof typeof models;
type Sampling = "greedy" | "topK 50";

const promptLength = 32;
// So few steps only to try the bench itself.
const newTokens = Number(process.env.GENERATION_BENCH_TOKENS ?? 64);
const scale = 0.05;

// The first process makes the folder for those that it starts, and each model is written by who needs it first.
process.env.GENERATION_BENCH_FOLDER ??= ownFolder();
const root = process.env.GENERATION_BENCH_FOLDER;

function ownFolder(): string {
  const own = mkdtempSync(join(tmpdir(), "generation-bench-"));
  process.on("exit", () => rmSync(own, { recursive: true, force: true }));
  return own;
}

const configOf = (name: Model) => ({
  ...models[name],
  model_type: "gpt2",
  architectures: ["GPT2LMHeadModel"],
});

const written = new Map<string, Promise<string>>();

/** The folder of a model, of one side: both write the same weights. */
function folderOf(name: Model, side: string): Promise<string> {
  const folder = join(root, `${name}-${side}`);
  const known = written.get(folder);
  if (known) return known;
  const writing = (async () => {
    const weights = randomWeights(gpt2Graph(models[name]).parameters, { scale });
    await writeModelFolder(folder, configOf(name), await bound(models[name], weights));
    return folder;
  })();
  written.set(folder, writing);
  return writing;
}

function prompts(name: Model, rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: promptLength }, (_, i) => (997 * row + 31 * i) % models[name].vocab_size),
  );
}

async function rate(rows: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (rows * newTokens * 1000) / (performance.now() - began);
}

const opened = new Map<string, Promise<Decoder>>();

/** @param weights "constants" of the file, or "inputs" as in training */
function decoderOf(name: Model, weights: "constants" | "inputs"): Promise<Decoder> {
  const key = `${name} ${weights}`;
  const decoder = opened.get(key) ?? open(name, weights);
  opened.set(key, decoder);
  return decoder;
}

async function open(name: Model, weights: "constants" | "inputs"): Promise<Decoder> {
  const config = configOf(name);
  if (weights === "constants")
    return createDecoder({ model: join(await folderOf(name, "ours"), "onnx", "model.onnx"), config });
  const { model, parameters } = gpt2Graph(models[name]);
  return createDecoder({ model, weights: randomWeights(parameters, { scale }), config });
}

interface Run {
  readonly model: Model;
  readonly rows: number;
  readonly sampling?: Sampling;
  readonly weights?: "constants" | "inputs";
}

async function ours({ model, rows, sampling = "greedy", weights = "constants" }: Run): Promise<number> {
  const decoder = await decoderOf(model, weights);
  const options: GenerationOptions = {
    ...{ maxNewTokens: newTokens, eosTokenId: null },
    ...(sampling === "topK 50" && { doSample: true, topK: 50, temperature: 0.8 }),
  };
  return rate(rows, () => generate(decoder, { inputIds: prompts(model, rows) }, options));
}

/** As requests that come at the same time. */
async function continuous({ model, rows, weights = "constants" }: Run): Promise<number> {
  await using batch = createContinuousBatch(await decoderOf(model, weights), { maxBatchSize: rows });
  const request = async (ids: readonly number[]) => {
    for await (const _ of batch.submit(ids, { maxNewTokens: newTokens, eosTokenId: null }));
  };
  // Awaited here, since the batch is closed at the end.
  return await rate(rows, () => Promise.all(prompts(model, rows).map(request)));
}

/** Our own, with a row at a time. */
async function oneAfterTheOther({ model, rows, weights = "constants" }: Run): Promise<number> {
  const decoder = await decoderOf(model, weights);
  const options = { maxNewTokens: newTokens, eosTokenId: null };
  return rate(rows, async () => {
    for (const ids of prompts(model, rows)) await generate(decoder, { inputIds: [ids] }, options);
  });
}

const generators = new Map<Model, ReturnType<typeof transformersJs>>();

async function theirs({ model, rows, sampling = "greedy" }: Run): Promise<number> {
  const generator = generators.get(model) ?? transformersJs(await folderOf(model, "theirs"));
  generators.set(model, generator);
  const run = await generator;
  const inputIds = prompts(model, rows);
  const attentionMask = inputIds.map((ids) => ids.map(() => 1));
  const options = {
    ...{ max_new_tokens: newTokens, do_sample: false, eos_token_id: models[model].vocab_size },
    ...(sampling === "topK 50" && { do_sample: true, top_k: 50, temperature: 0.8 }),
  };
  return rate(rows, () => run(inputIds, attentionMask, options));
}

const unit = "tokens/s";
const install = "npx -y pnpm@12 install";
const transformersJsRuns = (run: Run) => ({
  ...{ name: "transformers.js", install, available: () => true, run: () => theirs(run) },
});

/** Against transformers.js. */
function versus(name: string, run: Run, bar?: number) {
  return {
    ...{ name, unit, ...(bar !== undefined && { bar }) },
    ...{ ours: () => ours(run), peer: transformersJsRuns(run) },
  };
}

/** Eight rows at a time against the same rows one after the other. */
function together(name: string, run: Run, bar?: number, own = ours) {
  return {
    ...{ name, unit, ...(bar !== undefined && { bar }) },
    ours: () => own(run),
    peer: {
      ...{ name: "one after the other", install, available: () => true },
      run: () => oneAfterTheOther(run),
    },
  };
}

export default {
  name: "generate",
  cases: [
    versus("single", { model: "small", rows: 1 }, 0.77),
    versus("single, topK 50", { model: "small", rows: 1, sampling: "topK 50" }, 0.77),
    together("batch", { model: "small", rows: 8 }, 0.34),
    together("continuous", { model: "small", rows: 8 }, 0.34, continuous),
    versus("batch, transformers.js", { model: "small", rows: 8 }),
    versus("single, GPT-2 small", { model: "gpt2-small", rows: 1 }),
    together("batch, GPT-2 small", { model: "gpt2-small", rows: 8 }, 0.34),
    together("continuous, GPT-2 small", { model: "gpt2-small", rows: 8 }, 0.34, continuous),
    versus("single, GPT-2 small, weights as inputs", { model: "gpt2-small", rows: 1, weights: "inputs" }),
  ],
};
