// The models and batches that both sides of the bench train.

export interface FinetuneCase {
  readonly task: "sequence-classification" | "causal-lm";
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers: number;
  readonly dim: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly length: number;
}

const distilbert = (layers: number, dim: number, heads: number, vocabulary: number) => ({
  model_type: "distilbert",
  n_layers: layers,
  dim,
  n_heads: heads,
  hidden_dim: 4 * dim,
  vocab_size: vocabulary,
  max_position_embeddings: 512,
  activation: "gelu",
  id2label: { 0: "negative", 1: "positive" },
});

export const finetuneCases: Readonly<Record<string, FinetuneCase>> = {
  distilbert: {
    task: "sequence-classification",
    config: distilbert(6, 768, 12, 30522),
    ...{ layers: 6, dim: 768, vocabulary: 30522, batch: 8, length: 64 },
  },
  small: {
    task: "sequence-classification",
    config: distilbert(4, 256, 4, 8000),
    ...{ layers: 4, dim: 256, vocabulary: 8000, batch: 16, length: 64 },
  },
  gpt2: {
    task: "causal-lm",
    config: {
      model_type: "gpt2",
      n_layer: 12,
      n_embd: 768,
      n_head: 12,
      vocab_size: 50257,
      n_positions: 1024,
      activation_function: "gelu_new",
      layer_norm_epsilon: 1e-5,
      bos_token_id: 50256,
      eos_token_id: 50256,
    },
    ...{ layers: 12, dim: 768, vocabulary: 50257, batch: 2, length: 128 },
  },
};

/**
 * The floating point operations of one step, in 10⁹: 6 for each parameter of a matrix product and token (2 forward, 4
 * backward), and the products of attention, 12 · layers · batch · length² · dim.
 */
export function gigaflops({ task, layers, dim, vocabulary, batch, length }: FinetuneCase): number {
  const parameters = layers * 12 * dim ** 2 + (task === "causal-lm" ? vocabulary * dim : 0);
  const attention = 12 * layers * batch * length ** 2 * dim;
  return (6 * parameters * batch * length + attention) / 1e9;
}
