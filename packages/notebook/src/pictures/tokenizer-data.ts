import { z } from "zod";
import { UnsupportedTokenizerError } from "../errors.ts";
import type { TokenizerData } from "./shared/tokenizer-data.ts";

const addedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  ...{ lstrip: z.literal(false), rstrip: z.literal(false), single_word: z.literal(false) },
});

const bertNormalizer = z.object({
  type: z.literal("BertNormalizer"),
  ...{ clean_text: z.boolean(), handle_chinese_chars: z.boolean(), lowercase: z.boolean() },
  strip_accents: z.boolean().nullish(),
});

const template = z.object({
  type: z.literal("TemplateProcessing"),
  single: z.array(
    z.union([
      z.object({ SpecialToken: z.object({ id: z.string() }) }),
      z.object({ Sequence: z.object({ id: z.literal("A") }) }),
    ]),
  ),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int()) })),
});
const pairOf = z.tuple([z.string(), z.int()]);
const bertProcessing = z.object({ type: z.literal("BertProcessing"), sep: pairOf, cls: pairOf });

const vocab = z.record(z.string(), z.int().nonnegative());
const wordPieceJson = z.object({
  added_tokens: z.array(addedToken).default([]),
  normalizer: bertNormalizer.nullish(),
  pre_tokenizer: z.object({ type: z.literal("BertPreTokenizer") }),
  post_processor: z.union([template, bertProcessing]).nullish(),
  model: z.object({
    ...{ type: z.literal("WordPiece"), vocab, unk_token: z.string() },
    ...{ continuing_subword_prefix: z.string(), max_input_chars_per_word: z.int() },
  }),
});

const none = z.union([z.null(), z.literal(false), z.literal("")]).optional();
const byteLevelBpeJson = z.object({
  added_tokens: z.array(addedToken).default([]),
  normalizer: z.null().optional(),
  pre_tokenizer: z.object({
    ...{ type: z.literal("ByteLevel"), add_prefix_space: z.literal(false) },
    use_regex: z.literal(true).default(true),
  }),
  post_processor: z
    .object({ type: z.literal("ByteLevel"), trim_offsets: z.boolean(), add_prefix_space: z.boolean() })
    .nullish(),
  model: z.object({
    ...{ type: z.literal("BPE"), vocab, dropout: z.null().optional(), unk_token: z.string().nullish() },
    ...{
      continuing_subword_prefix: none,
      end_of_word_suffix: none,
      byte_fallback: none,
      ignore_merges: none,
    },
    merges: z.array(
      z.union([z.tuple([z.string(), z.string()]), z.string().transform((line) => line.split(" "))]),
    ),
  }),
});

/**
 * What a page needs to run a tokenizer.
 *
 * @param json the content of a tokenizer.json: BERT's WordPiece, or byte-level BPE as GPT-2's
 * @throws UnsupportedTokenizerError for any other
 */
export function tokenizerData(json: unknown): TokenizerData {
  const kind = z.object({ model: z.object({ type: z.string() }) }).safeParse(json).data?.model.type;
  if (kind === "WordPiece") {
    const { model, normalizer, post_processor, added_tokens } = parse(wordPieceJson, json);
    const vocabulary = byId(model.vocab, added_tokens);
    return {
      ...{ vocabulary, added: added_tokens.map(({ id }) => id), ...around(post_processor) },
      wordPiece: {
        unknown: vocabulary.indexOf(model.unk_token),
        ...{ prefix: model.continuing_subword_prefix, maxChars: model.max_input_chars_per_word },
      },
      ...(normalizer && {
        bert: {
          ...{ clean: normalizer.clean_text, ideographs: normalizer.handle_chinese_chars },
          ...{ accents: normalizer.strip_accents ?? normalizer.lowercase, lower: normalizer.lowercase },
        },
      }),
    };
  }
  const { model, post_processor, added_tokens } = parse(byteLevelBpeJson, json);
  return {
    ...{ vocabulary: byId(model.vocab, added_tokens), added: added_tokens.map(({ id }) => id) },
    ...{ before: [], after: [] },
    ...(post_processor?.trim_offsets && { trim: { prefix: post_processor.add_prefix_space } }),
    merges: packMerges(model.merges, model.vocab),
  };
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const { data, error } = schema.safeParse(json);
  if (error) throw new UnsupportedTokenizerError(z.prettifyError(error));
  return data as T;
}

function byId(ids: Record<string, number>, added: readonly { id: number; content: string }[]) {
  const tokens: (string | null)[] = [];
  for (const [token, id] of Object.entries(ids)) tokens[id] = token;
  for (const { id, content } of added) tokens[id] = content;
  return Array.from(tokens, (token) => token ?? null);
}

function packMerges(merges: readonly (readonly string[])[], ids: Record<string, number>): number[] {
  let next = 0;
  return merges.flatMap(([left = "", right = ""]) => {
    const id = ids[left + right] ?? 0;
    const jump = id === next ? [] : [-1 - id];
    next = id + 1;
    return [...jump, left.length];
  });
}

function around(processor: z.infer<typeof template | typeof bertProcessing> | null | undefined) {
  if (!processor) return { before: [], after: [] };
  if (processor.type === "BertProcessing") return { before: [processor.cls[1]], after: [processor.sep[1]] };
  const place = processor.single.findIndex((part) => "Sequence" in part);
  const ids = (parts: typeof processor.single) =>
    parts.flatMap((part) =>
      "SpecialToken" in part ? (processor.special_tokens[part.SpecialToken.id]?.ids ?? []) : [],
    );
  return { before: ids(processor.single.slice(0, place)), after: ids(processor.single.slice(place + 1)) };
}
