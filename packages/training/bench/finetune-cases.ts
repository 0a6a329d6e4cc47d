// The models and batches that both sides of the bench train.

interface Sizes {
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers: number;
  readonly dim: number;
  readonly batch: number;
  /** Tokens; of an image, its patches and one for the class. */
  readonly length: number;
}

export interface TextCase extends Sizes {
  readonly task: "sequence-classification" | "causal-lm";
  readonly vocabulary: number;
}

/** `layers` of the encoder, and as many of the decoder, which reads `targetLength` tokens. */
interface Seq2SeqCase extends Sizes {
  readonly task: "seq2seq-lm";
  readonly vocabulary: number;
  readonly targetLength: number;
}

export interface ImageCase extends Sizes {
  readonly task: "image-classification";
  readonly imageSize: number;
}

export type FinetuneCase = TextCase | Seq2SeqCase | ImageCase;

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
  vit: {
    task: "image-classification",
    config: {
      model_type: "vit",
      hidden_size: 192,
      num_hidden_layers: 6,
      num_attention_heads: 3,
      intermediate_size: 768,
      image_size: 224,
      patch_size: 16,
      id2label: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, `class ${i}`])),
    },
    ...{ layers: 6, dim: 192, batch: 16, length: (224 / 16) ** 2 + 1, imageSize: 224 },
  },
};

/**
 * The floating point operations of one step, in 10⁹: 6 for each parameter of a matrix product and token (2 forward, 4
 * backward), and the products of attention, 12 · dim for each pair of tokens. Embeddings are left out.
 */
export function gigaflops(finetuneCase: FinetuneCase): number {
  const { task, layers, dim, batch, length } = finetuneCase;
  // Products with a matrix of dim × dim, and pairs of tokens, of one layer and example.
  const own = (tokens: number) => ({ products: 12 * tokens, pairs: tokens ** 2 });
  if (task !== "seq2seq-lm") {
    const { products, pairs } = own(length);
    const head = task === "causal-lm" ? finetuneCase.vocabulary * dim * length : 0;
    return (batch * (6 * (layers * products * dim ** 2 + head) + 12 * layers * pairs * dim)) / 1e9;
  }
  const target = finetuneCase.targetLength;
  // Queries and outputs of cross attention are the target's, keys and values the source's.
  const cross = { products: 2 * target + 2 * length, pairs: target * length };
  const parts = [own(length), own(target), cross];
  const products = parts.reduce((sum, part) => sum + part.products, 0);
  const pairs = parts.reduce((sum, part) => sum + part.pairs, 0);
  const head = finetuneCase.vocabulary * dim * target;
  return (batch * (6 * (layers * products * dim ** 2 + head) + 12 * layers * pairs * dim)) / 1e9;
}
