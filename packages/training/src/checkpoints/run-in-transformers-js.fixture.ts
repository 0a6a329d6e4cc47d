// Loads saved folders with transformers.js in a process of its own, and prints what they compute as JSON.
// Argument: a JSON list of { folder, task }.
import * as transformers from "@huggingface/transformers";
import { env, pipeline, RawImage, Tensor } from "@huggingface/transformers";
import type { TensorData } from "@llm-course/onnx";
import { images } from "./tiny-batch.fixture.ts";

env.allowRemoteModels = false;

const classes = {
  "feature-extraction": transformers.AutoModel,
  "sequence-classification": transformers.AutoModelForSequenceClassification,
  "token-classification": transformers.AutoModelForTokenClassification,
  "question-answering": transformers.AutoModelForQuestionAnswering,
  "masked-lm": transformers.AutoModelForMaskedLM,
  "causal-lm": transformers.AutoModelForCausalLM,
  "seq2seq-lm": transformers.AutoModelForSeq2SeqLM,
  "image-classification": transformers.AutoModelForImageClassification,
};

type RunTask = keyof typeof classes;

/** What the pipeline of a task makes of a text. */
const pipelines: Record<RunTask, (folder: string) => Promise<unknown>> = {
  "feature-extraction": async (folder) =>
    (await (await pipeline("feature-extraction", folder))("a cat")).dims,
  "sequence-classification": async (folder) => (await pipeline("text-classification", folder))("a cat sat"),
  "token-classification": async (folder) => (await pipeline("token-classification", folder))("a cat sat"),
  "question-answering": async (folder) =>
    (await pipeline("question-answering", folder))("where sat a cat?", "a dog ran. a cat sat."),
  "masked-lm": async (folder) => (await pipeline("fill-mask", folder))("a [MASK] sat"),
  "causal-lm": async (folder) => (await pipeline("text-generation", folder))("a cat", options),
  "image-classification": async (folder) => (await pipeline("image-classification", folder))(picture),
  "seq2seq-lm": async (folder) => [
    await (await pipeline("text2text-generation", folder))("a cat", options),
    await (await pipeline("translation", folder))("a cat", options),
    await (await pipeline("summarization", folder))("a cat", options),
  ],
};

/** 20 × 16 pixels. */
const picture = new RawImage(
  Uint8ClampedArray.from({ length: 20 * 16 * 3 }, (_, i) => (i * 37) % 256),
  20,
  16,
  3,
);

const options = { max_new_tokens: 3, do_sample: false };

async function run(folder: string, task: RunTask): Promise<unknown> {
  const model = await classes[task].from_pretrained(folder, { dtype: "fp32" });
  const readsImages = model.sessions.model.inputNames.includes("pixel_values");
  const { data, dims } = images.pixel_values as TensorData;
  const pixelValues = new Tensor("float32", data as Float32Array, [...dims]);
  const outputs: Record<string, Tensor> = await model(
    readsImages ? { pixel_values: pixelValues } : texts(task, model.config),
  );
  const numbers = Object.entries(outputs).filter(([name]) => /logits|last_hidden_state/.test(name));
  return {
    outputs: Object.fromEntries(numbers.map(([name, { data }]) => [name, Array.from(data as Float32Array)])),
    piped:
      readsImages && task === "feature-extraction" ? await features(folder) : await pipelines[task](folder),
  };
}

function texts(task: RunTask, config: object): Record<string, Tensor> {
  const int64 = (rows: number[][]) =>
    new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [2, rows[0]?.length ?? 0]);
  return {
    input_ids: int64([
      [2, 5, 6, 3],
      [2, 7, 3, 0],
    ]),
    attention_mask: int64([
      [1, 1, 1, 1],
      [1, 1, 1, 0],
    ]),
    ...(task === "seq2seq-lm" && { decoder_input_ids: int64(decoderInput(config)) }),
  };
}

const features = async (folder: string) =>
  (await (await pipeline("image-feature-extraction", folder))(picture)).dims;

/** The decoder's side of the batch. */
function decoderInput(config: object): number[][] {
  const start = "decoder_start_token_id" in config ? Number(config.decoder_start_token_id) : 0;
  return [
    [start, 7, 8],
    [start, 9, 5],
  ];
}

const results: unknown[] = [];
for (const { folder, task } of JSON.parse(process.argv[2] as string))
  results.push(await run(folder, task).catch((error: Error) => ({ error: error.message })));
console.log(JSON.stringify(results));
