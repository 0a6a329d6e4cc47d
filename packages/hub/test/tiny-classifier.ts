import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bindWeights, GraphBuilder, storedTensor, writeOnnx } from "@llm-course/onnx";
import { temporaryFolder } from "./temporary-folder.ts";

/** Only the first six rows have tokens; with this many the table is large enough to become a file of its own. */
const rows = 128;

/** One row per token; the second class wins for tokens 1 to 4, more the higher the token. */
const table = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? i : -i));

/** logits = mean over the tokens of table[token]; the weights beside the graph, as large models have them. */
async function onnxFiles(): Promise<{ graph: Buffer; weights: Buffer }> {
  const builder = new GraphBuilder("classifier");
  const ids = builder.input("input_ids", "int64", ["batch", "tokens"]);
  builder.input("attention_mask", "int64", ["batch", "tokens"]);
  const embeddings = builder.add("Gather", [builder.parameter("table", [rows, 2]), ids]);
  const mean = builder.add("ReduceMean", [embeddings], { axes: [1], keepdims: 0 });
  builder.output("logits", mean, "float32", ["batch", 2]);
  const weights = new Map([["table", storedTensor("F32", [rows, 2], table)]]);
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.onnx");
  await writeOnnx(path, await bindWeights(builder.build(), weights), { externalData: true });
  return { graph: await readFile(path), weights: await readFile(`${path}_data`) };
}

const tokenizer = {
  version: "1.0",
  ...{
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    post_processor: null,
    decoder: null,
  },
  pre_tokenizer: { type: "Whitespace" },
  model: {
    type: "WordLevel",
    vocab: { "[UNK]": 0, so: 1, we: 2, are: 3, happy: 4, "[PAD]": 5 },
    unk_token: "[UNK]",
  },
};

/** The smallest repository that transformers.js classifies text with. */
export async function tinyClassifier(
  config: Record<string, unknown>,
): Promise<Record<string, string | Buffer>> {
  const { graph, weights } = await onnxFiles();
  return {
    "config.json": JSON.stringify({
      ...config,
      "transformers.js_config": { use_external_data_format: true },
    }),
    "tokenizer.json": JSON.stringify(tokenizer),
    "tokenizer_config.json": JSON.stringify({
      tokenizer_class: "PreTrainedTokenizerFast",
      pad_token: "[PAD]",
    }),
    "onnx/model.onnx": graph,
    "onnx/model.onnx_data": weights,
  };
}
