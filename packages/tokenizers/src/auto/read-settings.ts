import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { AddedTokenLike } from "../tokenizer/added-token.ts";
import { familyDefaults } from "./config/family-defaults.ts";
import type { Role } from "./config/special-token-roles.ts";
import {
  chatTemplatesOf,
  parseSpecialTokensMap,
  parseTokenizerConfig,
  specialTokensOf,
} from "./config/tokenizer-config.ts";
import type { TokenizerSettings } from "./settings.ts";

/**
 * What the files beside a tokenizer.json say: tokenizer_config.json first of all; special_tokens_map.json and the defaults of
 * the model's family where that says nothing; chat_template.jinja before a template in the configuration.
 *
 * @param isToken whether the tokenizer.json has a token, without which a family's default is none
 * @throws TokenizerConfigError
 */
export async function readSettings(
  folder: string,
  isToken: (token: string) => boolean,
): Promise<TokenizerSettings> {
  const read = (name: string) => readIfThere(join(folder, name));
  const [configText, mapText, jinja, modelText] = await Promise.all(
    ["tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "config.json"].map(read),
  );
  const config = parseTokenizerConfig(configText ?? "{}");
  const [own, mapped] = [specialTokensOf(config), specialTokensOf(parseSpecialTokensMap(mapText ?? "{}"))];
  const family = familyDefaults(config.tokenizer_class, modelType(modelText));
  const usual = Object.entries(family.roles).filter(([, token]) => isToken(token)) as [Role, string][];
  const roles = new Map<Role, AddedTokenLike>([...usual, ...mapped.roles, ...own.roles]);
  const additional = own.additional.length > 0 ? own.additional : mapped.additional;
  const { added_tokens_decoder, chat_template, model_max_length, padding_side, truncation_side, ...rest } =
    config;
  const { model_input_names, clean_up_tokenization_spaces, pad_token_type_id } = rest;
  return {
    ...Object.fromEntries([...roles].map(([role, token]) => [`${role}Token`, token])),
    additionalSpecialTokens: additional,
    addedTokens: new Map(
      Object.entries(added_tokens_decoder ?? {}).map(([id, token]) => [Number(id), token]),
    ),
    modelMaxLength: model_max_length ?? undefined,
    paddingSide: padding_side ?? family.paddingSide,
    truncationSide: truncation_side ?? undefined,
    padTokenTypeId: pad_token_type_id ?? family.padTokenTypeId,
    modelInputNames: model_input_names ?? family.modelInputNames,
    chatTemplate: jinja ?? chatTemplatesOf(chat_template),
    cleanUpTokenizationSpaces: clean_up_tokenization_spaces ?? undefined,
    config: rest,
  };
}

/** The only thing that is read of a model's configuration; without it nothing is known of its family. */
function modelType(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return z.object({ model_type: z.string() }).parse(JSON.parse(text)).model_type;
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
