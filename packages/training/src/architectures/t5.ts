// T5, https://arxiv.org/abs/1910.10683, T5 1.1 and mT5, https://arxiv.org/abs/2010.11934, with the module names of
// Hugging Face's T5ForConditionalGeneration. What is left out: the encoder on its own, and heads for classification.

import type { Architecture, Initialization } from "./architecture.ts";
import { buildEncoderDecoder, startingWith } from "./encoder-decoder.ts";
import { linear } from "./layers.ts";
import { parseT5Config, type T5Config } from "./t5-config.ts";
import { t5Decoder, t5Encoder } from "./t5-stack.ts";

const sharedTable = "shared.weight";

const shared = {
  baseModelPrefix: "",
  parseConfig: parseT5Config,

  savedSettings: ({ num_decoder_layers, pad_token_id, eos_token_id, decoder_start_token_id }) => ({
    is_encoder_decoder: true,
    ...{ num_decoder_layers, pad_token_id, eos_token_id, decoder_start_token_id },
  }),

  build(config, options) {
    const { d_model: dim, vocab_size: vocabSize, num_heads: heads, d_kv: headDim } = config;
    return buildEncoderDecoder(
      {
        modelType: config.model_type,
        dim,
        vocabSize,
        sizes: { layers: config.num_decoder_layers, heads, headDim },
        shared: (g) => g.module("shared").parameter("weight", [vocabSize, dim]),
        encode: (g, inputs, table) => t5Encoder(g.module("encoder"), inputs, table, config),
        decode: (g, inputs, table) => t5Decoder(g.module("decoder"), inputs, table, config),
        predictTokens(g, hidden, table) {
          if (!config.tie_word_embeddings)
            return linear(g.module("lm_head"), hidden, dim, vocabSize, { bias: false });
          // The table was not trained at the scale of output embeddings.
          const scaled = g.add("Mul", [hidden, g.scalar(dim ** -0.5)]);
          return g.add("MatMul", [scaled, g.add("Transpose", [table], { perm: [1, 0] })]);
        },
        shiftRight: (g, labels) =>
          startingWith(g, labels, { start: config.decoder_start_token_id, padding: config.pad_token_id }),
      },
      options,
    );
  },

  initialization,

  tied: ({ tie_word_embeddings }) =>
    new Map(
      ["encoder.embed_tokens", "decoder.embed_tokens", ...(tie_word_embeddings ? ["lm_head"] : [])].map(
        (name) => [`${name}.weight`, sharedTable],
      ),
    ),
} satisfies Partial<Architecture<T5Config>>;

export const t5: Architecture<T5Config> = {
  ...shared,
  modelType: "t5",
  classes: { "seq2seq-lm": "T5ForConditionalGeneration" },
};

export const mt5: Architecture<T5Config> = {
  ...shared,
  modelType: "mt5",
  classes: { "seq2seq-lm": "MT5ForConditionalGeneration" },
};

/** Deviations by the number of inputs, as in Mesh TensorFlow; the scores' 1 / √d_kv is in the queries' weights. */
function initialization(config: T5Config, parameter: string): Initialization {
  const { d_model, d_kv, d_ff, num_heads, initializer_factor: factor } = config;
  if (parameter.endsWith("norm.weight")) return { kind: "constant", value: factor };
  const normal = (std: number): Initialization => ({ kind: "normal", std: factor * std });
  if (parameter === sharedTable || parameter === "lm_head.weight") return normal(1);
  const name = parameter.split(".").at(-2);
  if (name === "q") return normal((d_model * d_kv) ** -0.5);
  if (name === "o") return normal((num_heads * d_kv) ** -0.5);
  if (name === "wo") return normal(d_ff ** -0.5);
  return normal(d_model ** -0.5);
}
