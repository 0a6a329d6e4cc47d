import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addedTokenToJson } from "../tokenizer/added-token.ts";
import { writeFileAtomically } from "../tokenizer/write-file.ts";
import type { Engine } from "./engine/engine.ts";
import type { PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";

/** The files of a tokenizer, as Hugging Face's libraries read them. */
export async function savePretrained(
  tokenizer: PreTrainedTokenizer,
  engine: Engine,
  folder: string,
): Promise<void> {
  const tokenizerJson = await engine.toJson();
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFileAtomically(join(folder, "tokenizer.json"), tokenizerJson),
    writeJson(join(folder, "tokenizer_config.json"), configOf(tokenizer, engine)),
    writeJson(join(folder, "special_tokens_map.json"), specialTokensOf(tokenizer)),
  ]);
}

function configOf(tokenizer: PreTrainedTokenizer, engine: Engine): object {
  const { chatTemplate } = tokenizer;
  const templates =
    typeof chatTemplate === "object"
      ? Object.entries(chatTemplate).map(([name, template]) => ({ name, template }))
      : chatTemplate;
  const added = [...engine.addedTokens].map(([key, token]) => {
    const { id, ...rest } = addedTokenToJson(key, token);
    return [String(id), rest];
  });
  return {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...tokenizer.config,
    added_tokens_decoder: Object.fromEntries(added),
    ...specialTokensOf(tokenizer),
    model_max_length: tokenizer.modelMaxLength,
    padding_side: tokenizer.paddingSide,
    truncation_side: tokenizer.truncationSide,
    pad_token_type_id: tokenizer.padTokenTypeId,
    model_input_names: tokenizer.modelInputNames,
    clean_up_tokenization_spaces: tokenizer.cleanUpTokenizationSpaces,
    ...(templates !== undefined && { chat_template: templates }),
  };
}

function specialTokensOf({ specialTokensMap, additionalSpecialTokens }: PreTrainedTokenizer): object {
  return {
    ...specialTokensMap,
    ...(additionalSpecialTokens.length > 0 && { additional_special_tokens: additionalSpecialTokens }),
  };
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFileAtomically(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
