// The models and batches that both sides of the bench train.

interface Sizes {
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers: number;
  readonly dim: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly length: number;
}

interface TextCase extends Sizes {
  readonly task: "sequence-classification" | "causal-lm";
}

/** `layers` of the encoder, and as many of the decoder, which reads `targetLength` tokens. */
interface Seq2SeqCase extends Sizes {
  readonly task: "seq2seq-lm";
  readonly targetLength: number;
}

export type FinetuneCase = TextCase | Seq2SeqCase;

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
  t5: {
    task: "seq2seq-lm",
    config: {
      model_type: "t5",
      d_model: 256,
      d_kv: 64,
      d_ff: 1024,
      num_layers: 4,
      num_heads: 4,
      vocab_size: 8000,
      tie_word_embeddings: true,
    },
    ...{ layers: 4, dim: 256, vocabulary: 8000, batch: 8, length: 64, targetLength: 32 },
  },
};

/**
 * The floating point operations of one step, in 10⁹: 6 for each parameter of a matrix product and token (2 forward, 4
 * backward), and the products of attention, 12 · dim for each pair of tokens.
 */
export function gigaflops(finetuneCase: FinetuneCase): number {
  const { task, layers, dim, vocabulary, batch, length } = finetuneCase;
  // Products with a matrix of dim × dim, and pairs of tokens, of one layer and example.
  const own = (tokens: number) => ({ products: 12 * tokens, pairs: tokens ** 2 });
  if (task !== "seq2seq-lm") {
    const { products, pairs } = own(length);
    const head = task === "causal-lm" ? vocabulary * dim * length : 0;
    return (batch * (6 * (layers * products * dim ** 2 + head) + 12 * layers * pairs * dim)) / 1e9;
  }
  const target = finetuneCase.targetLength;
  // Queries and outputs of cross attention are the target's, keys and values the source's.
  const cross = { products: 2 * target + 2 * length, pairs: target * length };
  const parts = [own(length), own(target), cross];
  const products = parts.reduce((sum, part) => sum + part.products, 0);
  const pairs = parts.reduce((sum, part) => sum + part.pairs, 0);
  const head = vocabulary * dim * target;
  return (batch * (6 * (layers * products * dim ** 2 + head) + 12 * layers * pairs * dim)) / 1e9;
}
