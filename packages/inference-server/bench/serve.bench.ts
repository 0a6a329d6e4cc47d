// `concurrent`: seconds until eight requests that come at once are answered, beside the same eight one after the other;
// 32 tokens of prompt and 64 new ones each. `first token`: milliseconds until the first piece of a streamed answer is at
// the client. The clients run in the server's process.
//
// `english` is the model of the zoo; the others are Llamas with random weights and its tokenizer. No token ends an answer.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import { initializeWeights, saveModel } from "@llm-course/training";
import { openModel, startInferenceServer } from "../src/index.ts";

const requests = 8;
const promptLength = 32;
// So few only to try the bench itself.
const newTokens = Number(process.env.SERVE_BENCH_TOKENS ?? 64);

const sizes = {
  "12 million weights": {
    hidden_size: 384,
    intermediate_size: 1024,
    num_hidden_layers: 6,
    num_attention_heads: 6,
  },
  // As GPT-2 small's layers.
  "86 million weights": {
    hidden_size: 768,
    intermediate_size: 2048,
    num_hidden_layers: 12,
    num_attention_heads: 12,
  },
};
type Model = "english" | keyof typeof sizes;

/** The folder of a model, or the id of the zoo's. */
async function sourceOf(model: Model): Promise<string> {
  if (model === "english") return "llm-course/english";
  const folder = mkdtempSync(join(tmpdir(), "serve-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { path } = await checkpoint("llm-course/english");
  const config = {
    ...{ model_type: "llama", vocab_size: 1024, max_position_embeddings: 256, tie_word_embeddings: true },
    ...{ initializer_range: 0.02, bos_token_id: 0, eos_token_id: 0, pad_token_id: 0, ...sizes[model] },
  };
  const task = "causal-lm";
  await saveModel(folder, { config, task, weights: initializeWeights(config, { task, seed: 0 }) });
  for (const name of ["tokenizer.json", "tokenizer_config.json"])
    cpSync(join(path, name), join(folder, name));
  return folder;
}

const started = new Map<Model, Promise<string>>();

/** The address of a model's server, which is started by who needs it first. */
function addressOf(model: Model): Promise<string> {
  const known = started.get(model);
  if (known) return known;
  const starting = (async () => {
    const server = await startInferenceServer({ models: [await openModel(await sourceOf(model))] });
    return server.url;
  })();
  started.set(model, starting);
  return starting;
}

async function complete(url: string, request: number, more: object = {}): Promise<Response> {
  const answer = await fetch(`${url}/v1/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      prompt: Array.from({ length: promptLength }, (_, i) => 3 + ((997 * request + 31 * i) % 1000)),
      ...{ max_tokens: newTokens, temperature: 0, ignore_eos: true, ...more },
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

const indices = Array.from({ length: requests }, (_, request) => request);

async function atOnce(model: Model): Promise<void> {
  const url = await addressOf(model);
  await Promise.all(indices.map(async (request) => (await complete(url, request)).json()));
}

async function oneAfterTheOther(model: Model): Promise<void> {
  const url = await addressOf(model);
  for (const request of indices) await (await complete(url, request)).json();
}

/** Milliseconds until the first piece that has text. Random weights would not do: a piece ends with a word, and they write none. */
async function firstToken(): Promise<number> {
  const url = await addressOf("english");
  const began = performance.now();
  const { body } = await complete(url, 0, { stream: true });
  let text = "";
  for await (const bytes of body ?? []) {
    text += Buffer.from(bytes).toString();
    if (/"text":"[^"]/.test(text)) return performance.now() - began;
  }
  throw new Error(`no token came: ${text}`);
}

function together(name: string, model: Model, bar: number) {
  const peer = { name: "one after the other", install: "npx -y pnpm@12 install", available: () => true };
  return { name, bar, ours: () => atOnce(model), peer: { ...peer, run: () => oneAfterTheOther(model) } };
}

export default {
  name: "serve",
  cases: [
    together("concurrent", "english", 0.34),
    together("concurrent, 12 million weights", "12 million weights", 0.34),
    together("concurrent, 86 million weights", "86 million weights", 0.34),
    { name: "first token", unit: "ms", warmup: 3, ours: firstToken },
  ],
};
