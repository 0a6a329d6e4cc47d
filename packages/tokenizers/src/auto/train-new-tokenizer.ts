import { ArgumentError } from "../errors.ts";
import type { AddedTokenLike } from "../tokenizer/added-token.ts";
import { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { Trainer } from "../tokenizer/trained-model.ts";
import {
  type BpeTrainerOptions,
  type Texts,
  trainBpe,
  trainUnigram,
  trainWordLevel,
  trainWordPiece,
  type UnigramTrainerOptions,
  type WordPieceTrainerOptions,
} from "../trainers/index.ts";
import { byteLevelAlphabet } from "../unicode/byte-level.ts";
import { type Role, roles } from "./config/special-token-roles.ts";
import type { PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";
import type { TokenizerSettings } from "./settings.ts";

type TrainerOptions = Omit<
  BpeTrainerOptions & WordPieceTrainerOptions & UnigramTrainerOptions,
  "vocabSize" | "specialTokens"
>;

export interface TrainNewOptions extends TrainerOptions {
  /** Special tokens besides those that the old tokenizer has. */
  readonly newSpecialTokens?: readonly AddedTokenLike[];
  /** New names for special tokens, by the old ones. */
  readonly specialTokensMap?: Readonly<Record<string, string>>;
}

interface ModelJson {
  readonly type: string;
  readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  readonly unk_token?: string | null;
  readonly unk_id?: number | null;
  readonly continuing_subword_prefix?: string | null;
  readonly end_of_word_suffix?: string | null;
}

/** What a new tokenizer is made of: the old one's parts and settings, and what its model learns. */
export async function trainNewTokenizer(
  old: PreTrainedTokenizer,
  oldJson: string,
  texts: Texts,
  vocabSize: number,
  { newSpecialTokens = [], specialTokensMap = {}, ...trainerOptions }: TrainNewOptions,
): Promise<TokenizerSettings & { readonly tokenizerJson: string }> {
  const { added_tokens, post_processor, model, ...parts } = JSON.parse(oldJson);
  const rename = (token: string) =>
    Object.hasOwn(specialTokensMap, token) ? (specialTokensMap[token] as string) : token;
  const kept = [...old.engine.addedTokens]
    .sort(([a], [b]) => a - b)
    .filter(([, { special }]) => special || model.type === "Unigram")
    .map(([, token]) => ({ ...token, content: rename(token.content) }));
  const specialTokens = uniqueByContent([...kept, ...newSpecialTokens]);

  const emptied = emptyModel(model, rename);
  const tokenizer = Tokenizer.fromString(
    JSON.stringify({ ...parts, added_tokens: [], post_processor: null, model: emptied }),
  );
  const isByteLevel = hasByteLevel(parts.pre_tokenizer) || hasByteLevel(parts.normalizer);
  await tokenizer.trainFromIterator(
    texts,
    trainerFor(model, emptied, isByteLevel, { vocabSize, specialTokens, ...trainerOptions }),
  );

  const idOf = (token: string) => {
    const id = tokenizer.tokenToId(token);
    if (id === undefined)
      throw new ArgumentError(
        "a special token of the post-processor is not in the new vocabulary, add it to newSpecialTokens",
        token,
      );
    return id;
  };
  const json = { ...tokenizer.toJson(), post_processor: withNewIds(post_processor, rename, idOf) };
  return { tokenizerJson: JSON.stringify(json), ...settingsOf(old, rename) };
}

/** The old model's options, knowing nothing but its unknown token. */
function emptyModel(model: ModelJson, rename: (token: string) => string): ModelJson {
  const unknown = typeof model.unk_token === "string" ? rename(model.unk_token) : undefined;
  if (model.type === "Unigram") {
    const vocab = model.vocab as readonly (readonly [string, number])[];
    const piece = typeof model.unk_id === "number" ? vocab[model.unk_id]?.[0] : undefined;
    const vocabulary: [string, number][] = piece === undefined ? [] : [[rename(piece), 0]];
    return { ...model, vocab: vocabulary, unk_id: piece === undefined ? null : 0 };
  }
  const vocab = unknown === undefined ? {} : { [unknown]: 0 };
  return {
    ...model,
    vocab,
    ...(model.type === "BPE" && { merges: [] }),
    ...(unknown !== undefined && { unk_token: unknown }),
  };
}

function trainerFor(
  { type, continuing_subword_prefix, end_of_word_suffix }: ModelJson,
  emptied: ModelJson,
  isByteLevel: boolean,
  given: TrainerOptions & { readonly vocabSize: number; readonly specialTokens: AddedTokenLike[] },
): Trainer {
  const alphabet = isByteLevel && { initialAlphabet: byteLevelAlphabet() };
  const prefix = continuing_subword_prefix && { continuingSubwordPrefix: continuing_subword_prefix };
  const suffix = end_of_word_suffix && { endOfWordSuffix: end_of_word_suffix };
  const options = {
    ...alphabet,
    ...(type !== "Unigram" && type !== "WordLevel" && { ...prefix, ...suffix }),
    ...given,
  };
  switch (type) {
    case "BPE":
      return (words) => trainBpe(words, options);
    case "WordPiece":
      return (words) => trainWordPiece(words, options);
    case "Unigram": {
      const unknown = (emptied.vocab as readonly (readonly [string, number])[])[0]?.[0];
      return (words) =>
        trainUnigram(words, { ...(unknown !== undefined && { unkToken: unknown }), ...options });
    }
    case "WordLevel": {
      return (words) => trainWordLevel(words, given);
    }
    default:
      throw new ArgumentError("a model of BPE, WordPiece, Unigram or WordLevel expected", type);
  }
}

/** Whether words are spelled in the 256 characters that stand for bytes; then all of them are to be in the vocabulary. */
function hasByteLevel(part: unknown): boolean {
  if (part === null || typeof part !== "object") return false;
  const { type, pretokenizers, normalizers } = part as Readonly<Record<string, unknown>>;
  const parts = pretokenizers ?? normalizers;
  return type === "ByteLevel" || (Array.isArray(parts) && parts.some(hasByteLevel));
}

/** A post-processor's section with the new names and ids of its tokens, wherever in it they are. */
function withNewIds(
  part: unknown,
  rename: (token: string) => string,
  idOf: (token: string) => number,
): unknown {
  if (part === null || typeof part !== "object") return part;
  const json = part as Readonly<Record<string, unknown>>;
  const pair = (value: unknown) => {
    const token = rename((value as [string, number])[0]);
    return [token, idOf(token)];
  };
  switch (json.type) {
    case "Sequence":
      return {
        ...json,
        processors: (json.processors as unknown[]).map((each) => withNewIds(each, rename, idOf)),
      };
    case "BertProcessing":
    case "RobertaProcessing":
      return { ...json, sep: pair(json.sep), cls: pair(json.cls) };
    case "TemplateProcessing": {
      const tokens = Object.entries(json.special_tokens as Record<string, { id: string; tokens: string[] }>);
      const renamed = tokens.map(([name, value]) => {
        const names = value.tokens.map(rename);
        return [name, { ...value, tokens: names, ids: names.map(idOf) }];
      });
      return { ...json, special_tokens: Object.fromEntries(renamed) };
    }
    default:
      return json;
  }
}

function settingsOf(old: PreTrainedTokenizer, rename: (token: string) => string): TokenizerSettings {
  const { modelMaxLength, paddingSide, truncationSide, padTokenTypeId, modelInputNames } = old;
  const { chatTemplate, cleanUpTokenizationSpaces, config, additionalSpecialTokens } = old;
  const tokens = roles.flatMap((role: Role): [string, string][] => {
    const token = old[`${role}Token`];
    return token === undefined ? [] : [[`${role}Token`, rename(token)]];
  });
  return {
    ...Object.fromEntries(tokens),
    additionalSpecialTokens: additionalSpecialTokens.map(rename),
    ...{ modelMaxLength, paddingSide, truncationSide, padTokenTypeId, modelInputNames },
    ...{ chatTemplate, cleanUpTokenizationSpaces, config },
  };
}

function uniqueByContent(tokens: readonly AddedTokenLike[]): AddedTokenLike[] {
  const content = (token: AddedTokenLike) => (typeof token === "string" ? token : token.content);
  return [...new Map(tokens.toReversed().map((token) => [content(token), token])).values()].toReversed();
}
