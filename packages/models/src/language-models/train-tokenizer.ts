import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  byteLevelAlphabet,
  decoders,
  models,
  preTokenizers,
  Tokenizer,
  trainers,
} from "@llm-course/tokenizers";
import { zooPaths } from "../zoo/facts.ts";

/** Ends a text, and is what batches are padded with. */
const endOfText = "<|endoftext|>";
/** Begin and end a message of a chat. */
export const messageStart = "<|im_start|>";
export const messageEnd = "<|im_end|>";
const specialTokens = [endOfText, messageStart, messageEnd];
/** Of the token that ends a text, and of the one that ends a message. */
export const [endId, messageEndId] = [0, 2];

/** Trains byte-level BPE on texts, with GPT-2's rules for what a word is, and keeps it beside the weights of the zoo. */
export async function trainTokenizer(
  name: string,
  texts: readonly string[],
  vocabSize: number,
): Promise<Tokenizer> {
  const tokenizer = new Tokenizer(new models.BPE(), {
    preTokenizer: new preTokenizers.ByteLevel({ addPrefixSpace: false }),
    decoder: new decoders.ByteLevel(),
  });
  await tokenizer.trainFromIterator(texts, (words) =>
    trainers.trainBpe(words, { vocabSize, specialTokens, initialAlphabet: byteLevelAlphabet() }),
  );
  await tokenizer.save(zooPaths(name).tokenizer);
  return tokenizer;
}

export interface TokenizerSettings {
  /** The most tokens of a text. */
  readonly maxLength: number;
  /** In Jinja's language. */
  readonly chatTemplate?: string;
}

/**
 * Writes the tokenizer that is beside the weights of the zoo into a model's folder, with the settings that transformers.js
 * needs. A text is not ended by a special token, since the model is to go on with it.
 *
 * @param name that of `trainTokenizer`
 */
export async function writeTokenizer(
  folder: string,
  name: string,
  { maxLength, chatTemplate }: TokenizerSettings,
): Promise<void> {
  const end = chatTemplate === undefined ? endOfText : messageEnd;
  const settings = {
    ...{ tokenizer_class: "GPT2Tokenizer", model_max_length: maxLength, add_prefix_space: false },
    ...{ bos_token: endOfText, eos_token: end, pad_token: endOfText, clean_up_tokenization_spaces: false },
    ...(chatTemplate !== undefined && { chat_template: chatTemplate }),
  };
  await writeFile(join(folder, "tokenizer.json"), await readFile(zooPaths(name).tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), `${JSON.stringify(settings, null, 2)}\n`);
}
