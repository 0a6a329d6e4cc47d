import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initializeWeights, saveModel, type Task } from "@llm-course/training";
import { afterAll } from "vitest";

const pieces = ["##s", "##ed", "##ing", "##oak", "##land"];
const words = [
  ...["a", "the", "cat", "dog", "sat", "ran", "where", "who", "is", "this", "example", "news", "sport", "?"],
  ...[".", ",", "ann", "bob", "in", "rome", "not", "play", "walk", "to", "from", "sun", "sea"],
];
const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...words, ...pieces];

/** Weights as large as these make outputs of which a wrong one is seen. */
const range = { initializer_range: 0.5, init_std: 0.5 };
const ids = { vocab_size: vocabulary.length, pad_token_id: 0, bos_token_id: 2, eos_token_id: 3 };
const positions = { max_position_embeddings: 32 };

const configs = {
  bert: {
    ...{ model_type: "bert", hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 4 },
    ...{ intermediate_size: 12, type_vocab_size: 2, hidden_act: "gelu", layer_norm_eps: 1e-5 },
    ...{ ...range, ...ids, ...positions },
  },
  gpt2: {
    ...{ model_type: "gpt2", n_positions: 48, n_embd: 16, n_layer: 2, n_head: 2 },
    ...{ ...range, ...ids },
  },
  bart: {
    ...{ model_type: "bart", d_model: 16, encoder_layers: 2, decoder_layers: 2 },
    ...{ encoder_attention_heads: 2, decoder_attention_heads: 2, encoder_ffn_dim: 12, decoder_ffn_dim: 12 },
    ...{ ...range, ...ids, ...positions, decoder_start_token_id: 3, forced_eos_token_id: null },
  },
  vit: {
    ...{ model_type: "vit", hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 2 },
    ...{ intermediate_size: 12, image_size: 12, patch_size: 4, ...range },
  },
};

let root: Promise<string> | undefined;
/** A new folder that is removed after the file's tests. */
export async function temporaryFolder(name: string): Promise<string> {
  root ??= mkdtemp(join(tmpdir(), "pipelines-"));
  return mkdtemp(join(await root, `${name}-`));
}
afterAll(async () => {
  if (root) await rm(await root, { recursive: true });
});

/**
 * A folder with a model of random weights, and a tokenizer of some words and pieces of words.
 *
 * @param change is made to the weights before they are saved
 */
export async function tinyModel(
  type: keyof typeof configs,
  task: Task,
  overrides: Readonly<Record<string, unknown>> = {},
  change: (weights: Map<string, Float32Array>) => void = () => {},
): Promise<string> {
  const folder = await temporaryFolder(type);
  const tokenizer = join(folder, "tokenizer");
  await writeTokenizer(tokenizer);
  const config = { ...configs[type], ...overrides };
  const weights = initializeWeights(config, { task, seed: 7 });
  change(weights);
  const model = join(folder, "model");
  await saveModel(model, { config, task, weights, ...(type !== "vit" && { tokenizer }) });
  return model;
}

export const idsOf = (text: string): number[] => text.split(" ").map((word) => vocabulary.indexOf(word));

/** BERT's: [CLS] text [SEP] pair [SEP]. The chat template writes roles as words. */
async function writeTokenizer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const token = (id: string, type_id = 0) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id = 0) => ({ Sequence: { id, type_id } });
  const named = (id: string) => [id, { id, ids: [vocabulary.indexOf(id)], tokens: [id] }];
  const tokenizer = {
    ...{ version: "1.0", truncation: null, padding: null },
    added_tokens: vocabulary.slice(0, 5).map((content, id) => ({ id, content, ...special })),
    normalizer: {
      ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
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
      ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##" },
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
  const config = {
    ...{ tokenizer_class: "BertTokenizer", model_max_length: 32 },
    ...Object.fromEntries(
      ["unk", "cls", "sep", "mask", "pad"].map((role) => [`${role}_token`, `[${role.toUpperCase()}]`]),
    ),
    chat_template:
      "{% for message in messages %}{{ message.content }} . {% endfor %}{% if add_generation_prompt %}who {% endif %}",
  };
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(config));
}
