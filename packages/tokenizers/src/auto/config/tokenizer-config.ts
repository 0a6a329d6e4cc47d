import { z } from "zod";
import { isId } from "../../models/vocabulary.ts";
import type { AddedTokenLike } from "../../tokenizer/added-token.ts";
import { TokenizerConfigError } from "../errors.ts";
import { type Role, roles } from "./special-token-roles.ts";

/** Python's way to write that there is no limit. */
export const unlimited = 1e30;

const addedToken = z
  .object({
    content: z.string(),
    single_word: z.boolean().optional(),
    lstrip: z.boolean().optional(),
    rstrip: z.boolean().optional(),
    normalized: z.boolean().optional(),
    special: z.boolean().optional(),
  })
  .transform(({ single_word, ...token }): Exclude<AddedTokenLike, string> => {
    const entries = Object.entries({ ...token, singleWord: single_word });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as typeof token;
  });

const token = z.union([z.string(), addedToken], { error: "expected a token, as text or with its content" });
const side = z.enum(["left", "right"]);

const idOf = z.string().transform((text, context) => {
  const id = Number(text);
  if (isId(id) && String(id) === text) return id;
  context.issues.push({ code: "custom", message: "expected an id, a non-negative integer", input: text });
  return z.NEVER;
});

const named = z.array(z.object({ name: z.string(), template: z.string() }));

const specialTokens = {
  bos_token: token.nullish(),
  eos_token: token.nullish(),
  unk_token: token.nullish(),
  sep_token: token.nullish(),
  pad_token: token.nullish(),
  cls_token: token.nullish(),
  mask_token: token.nullish(),
  additional_special_tokens: z.array(token).nullish(),
};

/** tokenizer_config.json. What is not read here is kept, for saving it again. */
const configSchema = z.looseObject({
  ...specialTokens,
  added_tokens_decoder: z.record(idOf, addedToken).nullish(),
  model_max_length: z.number().positive().nullish(),
  padding_side: side.nullish(),
  truncation_side: side.nullish(),
  model_input_names: z.array(z.string()).nullish(),
  pad_token_type_id: z.int().nonnegative().nullish(),
  chat_template: z
    .union([z.string(), named], { error: "expected a template, or a list of named ones" })
    .nullish(),
  clean_up_tokenization_spaces: z.boolean().nullish(),
  tokenizer_class: z.string().nullish(),
});

/** special_tokens_map.json. */
const specialTokensMapSchema = z.looseObject(specialTokens);

export type TokenizerConfig = z.output<typeof configSchema>;
export type ChatTemplates = string | Readonly<Record<string, string>>;

/** @throws TokenizerConfigError */
export function parseTokenizerConfig(text: string): TokenizerConfig {
  return parse("tokenizer_config.json", configSchema, text);
}

/** @throws TokenizerConfigError */
export function parseSpecialTokensMap(text: string): z.output<typeof specialTokensMapSchema> {
  return parse("special_tokens_map.json", specialTokensMapSchema, text);
}

function parse<T>(file: string, schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TokenizerConfigError(file, "", `not JSON, ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const result = schema.safeParse(json, { reportInput: true });
  if (!result.success) throw TokenizerConfigError.fromZod(file, result.error);
  return result.data;
}

/** The tokens by their roles. */
export function specialTokensOf(config: z.output<typeof specialTokensMapSchema>): {
  roles: Map<Role, AddedTokenLike>;
  additional: AddedTokenLike[];
} {
  const given = roles.flatMap((role): [Role, AddedTokenLike][] => {
    const value = config[`${role}_token`];
    return value === null || value === undefined ? [] : [[role, value]];
  });
  return { roles: new Map(given), additional: config.additional_special_tokens ?? [] };
}

/** One template, or several by their names. */
export function chatTemplatesOf(template: TokenizerConfig["chat_template"]): ChatTemplates | undefined {
  if (!Array.isArray(template)) return template ?? undefined;
  return Object.fromEntries(template.map(({ name, template }) => [name, template]));
}
