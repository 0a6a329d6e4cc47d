// Language models of LSTM or GRU layers, https://arxiv.org/abs/1409.2329: embeddings, layers, and a linear layer to the
// vocabulary. They are no architecture of Hugging Face's library, so `model_type` and the names before those of PyTorch's
// `nn.LSTM` and `nn.GRU` are this package's own. What is left out: padding on the left, and both directions.

import { GraphBuilder } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { Architecture, BuildOptions } from "./architecture.ts";
import { nextTokens } from "./decoder-heads.ts";
import { noIntermediates, outputIntermediates, recorded } from "./intermediates.ts";
import { embedding, linear } from "./layers.ts";
import { crossEntropy } from "./losses.ts";
import { parseRecurrentConfig, type RecurrentConfig } from "./recurrent-config.ts";
import { recurrentLayer, type States } from "./recurrent-layer.ts";

const shared = {
  baseModelPrefix: "",
  parseConfig: parseRecurrentConfig,
  build,

  initialization({ hidden_size: hidden }, parameter) {
    if (parameter === "embeddings.weight") return { kind: "normal", std: 1 };
    return { kind: "uniform", bound: 1 / Math.sqrt(hidden) };
  },

  tied: ({ tie_word_embeddings }) =>
    new Map(tie_word_embeddings ? [["lm_head.weight", "embeddings.weight"]] : []),
} satisfies Partial<Architecture<RecurrentConfig>>;

export const lstm: Architecture<RecurrentConfig> = {
  ...shared,
  modelType: "lstm",
  classes: { "causal-lm": "LSTMForCausalLM" },
};

export const gru: Architecture<RecurrentConfig> = {
  ...shared,
  modelType: "gru",
  classes: { "causal-lm": "GRUForCausalLM" },
};

const tokens = ["batch_size", "sequence_length"] as const;

function build(config: RecurrentConfig, options: BuildOptions) {
  const { labels = false, cache = false, labelSmoothing } = options;
  const { vocab_size: vocabSize, embedding_size: size, hidden_size: hidden, dropout } = config;
  if (cache && labels) throw new BuildOptionsError("a cache needs causal-lm without labels: with labels");
  const g = new GraphBuilder(config.model_type);
  const intermediates = noIntermediates();
  const { hiddenStates } = intermediates;
  const ids = g.input("input_ids", "int64", tokens);
  const table = g.module("embeddings");
  const embedded = embedding(table, ids, vocabSize, size);
  recorded(hiddenStates, embedded, [...tokens, size]);
  const dropped = table.dropout(embedded, dropout, [...tokens, size]);

  // The operators want the tokens of a batch one after the other: [sequence, batch, …].
  let x = g.add("Transpose", [dropped], { perm: [1, 0, 2] });
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const module = g.module(config.model_type);
    const sizes = { kind: config.model_type, layer, inFeatures: layer === 0 ? size : hidden, hidden };
    const { y, states } = recurrentLayer(module, x, sizes, cache ? pastStates(g, config, layer) : undefined);
    if (cache) presentStates(g, config, layer, states);
    const given = g.add("Transpose", [y], { perm: [1, 0, 2] });
    recorded(hiddenStates, given, [...tokens, hidden]);
    x = module.dropout(y, dropout, ["sequence_length", "batch_size", hidden]);
  }
  const last = g.add("Transpose", [x], { perm: [1, 0, 2] });
  const logits = config.tie_word_embeddings
    ? g.add("MatMul", [last, g.add("Transpose", ["embeddings.weight"], { perm: [1, 0] })])
    : linear(g.module("lm_head"), last, hidden, vocabSize);
  g.output("logits", logits, "float32", [...tokens, vocabSize]);
  outputIntermediates(g, intermediates, options);
  if (labels) {
    const next = nextTokens(g, g.input("labels", "int64", tokens));
    g.output("loss", crossEntropy(g, logits, next, labelSmoothing), "float32", []);
  }
  return g.build();
}

/** An LSTM has two states, a GRU one. */
const stateNames = { lstm: ["hidden", "cell"], gru: ["hidden"] } as const;

/** The inputs `past_states.N.hidden` and `.cell`, float32 [1, batch, hidden]: zeros before the first token. */
function pastStates(g: GraphBuilder, { model_type, hidden_size }: RecurrentConfig, layer: number): States {
  return stateNames[model_type].map((name) =>
    g.input(`past_states.${layer}.${name}`, "float32", [1, "batch_size", hidden_size]),
  );
}

function presentStates(
  g: GraphBuilder,
  { model_type, hidden_size }: RecurrentConfig,
  layer: number,
  states: States,
): void {
  for (const [i, name] of stateNames[model_type].entries())
    g.output(`present_states.${layer}.${name}`, states[i] as string, "float32", [
      1,
      "batch_size",
      hidden_size,
    ]);
}
