// Tokens per second of a random model of the size of GPT-2 small: 32 tokens of prompt and 32 new ones for each row, the
// prompt's time included. transformers.js runs the same file on the same onnxruntime.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDecoder, type Decoder, generate } from "@llm-course/generation";
import { gpt2Graph } from "../test/gpt2-graph.ts";
import { bound, randomWeights } from "../test/tiny-gpt2.ts";
import { transformersJs, writeModelFolder } from "../test/transformers-js.ts";

const sizes = { vocab_size: 50_257, n_positions: 1024, n_embd: 768, n_layer: 12, n_head: 12 };
const config = { ...sizes, model_type: "gpt2", architectures: ["GPT2LMHeadModel"] };
const [promptLength, newTokens] = [32, 32];
const scale = 0.05;

// The first process writes the model for those that it starts.
const folder = process.env.GENERATION_BENCH_FOLDER ?? (await writeModel());

async function writeModel(): Promise<string> {
  const own = mkdtempSync(join(tmpdir(), "generation-bench-"));
  process.env.GENERATION_BENCH_FOLDER = own;
  process.on("exit", () => rmSync(own, { recursive: true, force: true }));
  const weights = randomWeights(gpt2Graph(sizes).parameters, { scale });
  await writeModelFolder(own, config, await bound(sizes, weights));
  return own;
}

function prompts(rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: promptLength }, (_, i) => (997 * row + 31 * i) % sizes.vocab_size),
  );
}

async function rate(rows: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (rows * newTokens * 1000) / (performance.now() - began);
}

const opened = new Map<string, Promise<Decoder>>();

/** @param weights "constants" of the file, or "inputs" as in training */
async function ours(rows: number, weights: "constants" | "inputs"): Promise<number> {
  const decoder = await (opened.get(weights) ?? open(weights));
  opened.set(weights, Promise.resolve(decoder));
  const options = { maxNewTokens: newTokens, eosTokenId: null };
  return rate(rows, () => generate(decoder, { inputIds: prompts(rows) }, options));
}

function open(weights: "constants" | "inputs"): Promise<Decoder> {
  if (weights === "constants") return createDecoder({ model: join(folder, "onnx", "model.onnx"), config });
  const { model, parameters } = gpt2Graph(sizes);
  return createDecoder({ model, weights: randomWeights(parameters, { scale }), config });
}

let generator: ReturnType<typeof transformersJs> | undefined;

async function theirs(rows: number): Promise<number> {
  generator ??= transformersJs(folder);
  const run = await generator;
  const inputIds = prompts(rows);
  const attentionMask = inputIds.map((ids) => ids.map(() => 1));
  const options = { max_new_tokens: newTokens, do_sample: false, eos_token_id: sizes.vocab_size };
  return rate(rows, () => run(inputIds, attentionMask, options));
}

export default {
  name: "generate",
  cases: [1, 8].flatMap((rows) =>
    (["constants", "inputs"] as const).map((weights) => ({
      name: `GPT-2 small, ${rows} at a time, weights as ${weights}`,
      unit: "tokens/s",
      ours: () => ours(rows, weights),
      peer: {
        name: "transformers.js",
        install: "npx -y pnpm@12 install",
        available: () => true,
        run: () => theirs(rows),
      },
    })),
  ),
};
