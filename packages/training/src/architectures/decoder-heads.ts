import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import type { Task } from "./architecture.ts";
import type { DecoderInputs } from "./decoder-inputs.ts";
import type { LabelSettings } from "./label-settings.ts";
import { linear } from "./layers.ts";
import { classificationLoss, crossEntropy } from "./losses.ts";

/** What the heads need to know of a decoder. */
export interface HeadSettings {
  readonly dim: number;
  readonly vocabSize: number;
  readonly labelSettings: LabelSettings;
  /** The weight that the language model's logits are products with: "lm_head.weight", or that of the embeddings. */
  readonly outputEmbeddings: string;
  /** The linear layer of the head for token classification. */
  readonly tokenClassifier: string;
  /** The probability of the dropout before it. */
  readonly classifierDropout: number;
}

interface HeadContext {
  readonly settings: HeadSettings;
  readonly inputs: DecoderInputs;
  readonly labels: boolean;
  readonly labelSmoothing: number | undefined;
}

/** Adds the outputs of a task, from the hidden states after the last norm. */
type Head = (g: GraphBuilder, hidden: string, context: HeadContext) => void;

const tokens = ["batch_size", "sequence_length"] as const;

export const decoderHeads: Readonly<Partial<Record<Task, Head>>> = {
  "feature-extraction": (g, hidden, { settings }) =>
    g.output("last_hidden_state", hidden, "float32", [...tokens, settings.dim]),

  "causal-lm"(g, hidden, { settings, inputs, labels, labelSmoothing }) {
    const { dim, vocabSize, outputEmbeddings } = settings;
    const kept = inputs.cache ? lastPositions(g, hidden) : hidden;
    const tied = outputEmbeddings !== "lm_head.weight";
    const weight = tied ? outputEmbeddings : g.parameter(outputEmbeddings, [vocabSize, dim]);
    const logits = g.add("MatMul", [kept, g.add("Transpose", [weight], { perm: [1, 0] })]);
    const length = inputs.cache ? "num_logits" : "sequence_length";
    g.output("logits", logits, "float32", ["batch_size", length, vocabSize]);
    if (labels)
      loss(g, crossEntropy(g, logits, nextTokens(g, g.input("labels", "int64", tokens)), labelSmoothing));
  },

  "sequence-classification"(g, hidden, { settings, inputs, labels, labelSmoothing }) {
    const { dim, labelSettings } = settings;
    const last = lastToken(g, hidden, inputs);
    const logits = linear(g.module("score"), last, dim, labelSettings.numLabels, { bias: false });
    g.output("logits", logits, "float32", ["batch_size", labelSettings.numLabels]);
    if (labels) loss(g, classificationLoss(g, logits, labelSettings, labelSmoothing));
  },

  "token-classification"(g, hidden, { settings, labels, labelSmoothing }) {
    const { dim, tokenClassifier, classifierDropout, labelSettings } = settings;
    const dropped = g.dropout(hidden, classifierDropout, [...tokens, dim]);
    const logits = linear(g.module(tokenClassifier), dropped, dim, labelSettings.numLabels);
    g.output("logits", logits, "float32", [...tokens, labelSettings.numLabels]);
    if (labels) loss(g, crossEntropy(g, logits, g.input("labels", "int64", tokens), labelSmoothing));
  },
};

function loss(g: GraphBuilder, value: string): void {
  g.output("loss", value, "float32", []);
}

/**
 * The last `num_logits_to_keep` positions, all for 0. transformers.js feeds this input where a model has it, 1 to
 * generate: the logits of a prompt would be the largest product of all, and only the last of them is read.
 */
function lastPositions(g: GraphBuilder, hidden: string): string {
  const count = g.add("Unsqueeze", [g.input("num_logits_to_keep", "int64", []), g.ints([0])]);
  const toEnd = g.ints([Number.MAX_SAFE_INTEGER]);
  return g.add("Slice", [hidden, g.add("Neg", [count]), toEnd, g.ints([1])]);
}

/** Each position's label is the token after it; the last position has none. */
export function nextTokens(g: GraphBuilder, labels: string): string {
  const shifted = g.add("Pad", [labels, g.ints([0, -1, 0, 1]), g.ints(-100)]);
  return g.annotate(shifted, "int64", tokens);
}

/** The hidden state of the last token that is not padding, [batch, dim], as a product with its one-hot position. */
function lastToken(g: GraphBuilder, hidden: string, { positions, visiblePositions }: DecoderInputs): string {
  const last = g.add("ReduceMax", [positions], { axes: [1], keepdims: 1 });
  const isLast = g.add("Cast", [g.add("Equal", [visiblePositions, last])], { to: dataTypes.float32 });
  const product = g.add("MatMul", [g.add("Unsqueeze", [isLast, g.ints([1])]), hidden]);
  return g.add("Squeeze", [product, g.ints([1])]);
}
