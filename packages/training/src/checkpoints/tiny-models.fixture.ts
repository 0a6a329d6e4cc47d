import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelConfig } from "./read-config.ts";

const words = [
  "[PAD]",
  "[UNK]",
  "[CLS]",
  "[SEP]",
  "[MASK]",
  "a",
  "cat",
  "dog",
  "sat",
  "ran",
  "where",
  "?",
  ".",
];

export const tinyVocabulary = words.length;

const tokens = { pad_token_id: 0, bos_token_id: 2, eos_token_id: 3 };
// Weights as large as these make logits of which a wrong one is seen.
const shared = { vocab_size: tinyVocabulary, initializer_range: 0.4, ...tokens };
const bertSizes = {
  ...shared,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 24,
  type_vocab_size: 2,
  layer_norm_eps: 1e-5,
  hidden_act: "gelu",
};
const llamaSizes = {
  ...shared,
  hidden_size: 16,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 24,
  tie_word_embeddings: false,
};

const t5Sizes = {
  ...{ vocab_size: tinyVocabulary, ...tokens },
  d_model: 8,
  d_kv: 4,
  d_ff: 12,
  num_layers: 2,
  num_heads: 2,
  relative_attention_num_buckets: 8,
  relative_attention_max_distance: 12,
};

const bartSizes = {
  ...{ vocab_size: tinyVocabulary, init_std: 0.4, ...tokens },
  d_model: 8,
  encoder_layers: 2,
  decoder_layers: 2,
  encoder_attention_heads: 2,
  decoder_attention_heads: 2,
  encoder_ffn_dim: 12,
  decoder_ffn_dim: 12,
  max_position_embeddings: 24,
};

const recurrentSizes = { vocab_size: tinyVocabulary, ...tokens, hidden_size: 8 };

/** A small config of each model type, with the vocabulary of `writeTokenizer`. */
export const tinyConfigs: Readonly<Record<string, ModelConfig>> = {
  bert: { model_type: "bert", ...bertSizes },
  roberta: { model_type: "roberta", ...bertSizes, type_vocab_size: 1 },
  distilbert: {
    model_type: "distilbert",
    ...shared,
    dim: 8,
    n_layers: 2,
    n_heads: 2,
    hidden_dim: 12,
    max_position_embeddings: 24,
  },
  gpt2: { model_type: "gpt2", ...shared, n_positions: 24, n_embd: 8, n_layer: 2, n_head: 2 },
  llama: { model_type: "llama", ...llamaSizes },
  qwen2: { model_type: "qwen2", ...llamaSizes, tie_word_embeddings: true },
  t5: { model_type: "t5", ...t5Sizes },
  bart: { model_type: "bart", ...bartSizes, decoder_start_token_id: 3 },
  mbart: { model_type: "mbart", ...bartSizes, decoder_start_token_id: 2, scale_embedding: true },
  marian: { model_type: "marian", ...bartSizes, decoder_start_token_id: 0, activation_function: "swish" },
  vit: {
    model_type: "vit",
    initializer_range: 0.4,
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 12,
    image_size: 12,
    patch_size: 4,
  },
  resnet: {
    model_type: "resnet",
    layer_type: "basic",
    embedding_size: 4,
    hidden_sizes: [6, 8],
    depths: [1, 1],
  },
  lstm: { model_type: "lstm", ...recurrentSizes, num_hidden_layers: 2 },
  gru: { model_type: "gru", ...recurrentSizes, tie_word_embeddings: true },
  mt5: { model_type: "mt5", ...t5Sizes, num_decoder_layers: 1 },
};

/** Writes a tokenizer of a dozen words, with special tokens as BERT has them. */
export async function writeTokenizer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const special = words.slice(0, 5).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const token = (id: string, type_id = 0) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id = 0) => ({ Sequence: { id, type_id } });
  const named = (id: string) => [id, { id, ids: [words.indexOf(id)], tokens: [id] }];
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [token("[CLS]"), sequence("A"), token("[SEP]")],
      pair: [token("[CLS]"), sequence("A"), token("[SEP]"), sequence("B", 1), token("[SEP]", 1)],
      special_tokens: Object.fromEntries(["[CLS]", "[SEP]"].map(named)),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  };
  const config = {
    tokenizer_class: "BertTokenizer",
    model_max_length: 24,
    ...Object.fromEntries(
      ["unk", "cls", "sep", "mask", "pad"].map((key) => [`${key}_token`, `[${key.toUpperCase()}]`]),
    ),
  };
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(config));
}
