import type { Role } from "./special-token-roles.ts";

/** What a checkpoint's files may leave out because its class in Python says it. */
export interface FamilyDefaults {
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  readonly modelInputNames?: readonly string[];
  readonly paddingSide?: "left";
  readonly padTokenTypeId?: number;
}

const withoutTypes = ["input_ids", "attention_mask"];
const bert: FamilyDefaults = {
  roles: { unk: "[UNK]", sep: "[SEP]", pad: "[PAD]", cls: "[CLS]", mask: "[MASK]" },
};
const roberta: FamilyDefaults = {
  roles: { bos: "<s>", eos: "</s>", unk: "<unk>", sep: "</s>", pad: "<pad>", cls: "<s>", mask: "<mask>" },
  modelInputNames: withoutTypes,
};
const endOfText = "<|endoftext|>";

const families: Readonly<Record<string, FamilyDefaults>> = {
  bert,
  electra: bert,
  mobilebert: bert,
  distilbert: { ...bert, modelInputNames: withoutTypes },
  roberta,
  bart: roberta,
  camembert: roberta,
  gpt2: { roles: { bos: endOfText, eos: endOfText, unk: endOfText }, modelInputNames: withoutTypes },
  t5: { roles: { eos: "</s>", unk: "<unk>", pad: "<pad>" }, modelInputNames: withoutTypes },
  xlnet: {
    roles: {
      bos: "<s>",
      eos: "</s>",
      unk: "<unk>",
      sep: "<sep>",
      pad: "<pad>",
      cls: "<cls>",
      mask: "<mask>",
    },
    paddingSide: "left",
    padTokenTypeId: 3,
  },
};

/**
 * @param tokenizerClass as in tokenizer_config.json, such as `GPT2TokenizerFast`
 * @param modelType as in config.json, such as `gpt2`
 */
export function familyDefaults(tokenizerClass?: string | null, modelType?: string): FamilyDefaults {
  const name = tokenizerClass?.replace(/Tokenizer(?:Fast)?$/, "").toLowerCase();
  for (const family of [name, modelType])
    if (family && Object.hasOwn(families, family)) return families[family] as FamilyDefaults;
  return { roles: {} };
}
