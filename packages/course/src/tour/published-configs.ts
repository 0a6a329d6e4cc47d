import type { Task } from "@llm-course/training";

export interface PublishedConfig {
  /** The settings of the checkpoint's `config.json` that its graph is built from. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly task: Task;
  /** Of the checkpoint, without a pooler. */
  readonly weights: number;
}

/** One checkpoint of each kind of architecture: an encoder, a decoder, and both. A plan needs no weights to be drawn. */
export const publishedConfigs = {
  "google-bert/bert-base-uncased": {
    config: {
      ...{ model_type: "bert", vocab_size: 30_522, hidden_size: 768, num_hidden_layers: 12 },
      ...{ num_attention_heads: 12, intermediate_size: 3072, max_position_embeddings: 512 },
      ...{ type_vocab_size: 2, hidden_act: "gelu", layer_norm_eps: 1e-12 },
    },
    task: "feature-extraction",
    // 109,482,240 with the pooler of 768 · 768 + 768.
    weights: 108_891_648,
  },
  "openai-community/gpt2": {
    config: {
      ...{ model_type: "gpt2", vocab_size: 50_257, n_embd: 768, n_layer: 12, n_head: 12, n_positions: 1024 },
    },
    task: "causal-lm",
    weights: 124_439_808,
  },
  "facebook/bart-base": {
    config: {
      ...{ model_type: "bart", vocab_size: 50_265, d_model: 768, max_position_embeddings: 1024 },
      ...{ encoder_layers: 6, encoder_attention_heads: 12, encoder_ffn_dim: 3072 },
      ...{ decoder_layers: 6, decoder_attention_heads: 12, decoder_ffn_dim: 3072 },
    },
    task: "seq2seq-lm",
    weights: 139_420_416,
  },
} as const satisfies Record<string, PublishedConfig>;
