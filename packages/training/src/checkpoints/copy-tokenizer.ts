import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ModelFolderError } from "./errors.ts";

/** What Hugging Face's libraries save of a tokenizer, of all its kinds. */
const tokenizerFiles = new Set([
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.txt",
  "vocab.json",
  "merges.txt",
  "tokenizer.model",
  "spiece.model",
  "sentencepiece.bpe.model",
  "chat_template.jinja",
  "chat_template.json",
]);

/**
 * Copies the files of a tokenizer from one folder into another.
 *
 * @throws ModelFolderError where `tokenizer.json` or `tokenizer_config.json`, which transformers.js reads, is missing
 */
export async function copyTokenizer(from: string, to: string): Promise<void> {
  const files = (await readdir(from)).filter((name) => tokenizerFiles.has(name));
  for (const needed of ["tokenizer.json", "tokenizer_config.json"])
    if (!files.includes(needed))
      throw new ModelFolderError(`missing file of the tokenizer, expected in ${from}: ${needed}`);
  for (const name of files) await copyFile(join(from, name), join(to, name));
}
