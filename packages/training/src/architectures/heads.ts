import { GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import type { BuildOptions, Task } from "./architecture.ts";
import { type EncoderInputs, encoderInputs, positionsOf, type Sequences, shapes } from "./encoder-inputs.ts";
import { noIntermediates, outputIntermediates } from "./intermediates.ts";
import type { LabelSettings } from "./label-settings.ts";
import { linear } from "./layers.ts";
import { classificationLoss, crossEntropy, positionCrossEntropy } from "./losses.ts";

/** An encoder without its head, and those parts of the heads that each architecture has its own of. */
export interface Encoder {
  /** The `model_type`, which is also what a checkpoint with a head puts before the names of the base model. */
  readonly name: string;
  /** Whether there is an input `token_type_ids`. */
  readonly tokenTypes: boolean;
  readonly vocabSize: number;
  readonly dim: number;
  readonly labels: LabelSettings;
  /** Tokens as vectors, [...inputIds, dim]. `positions` is int64 [sequence]: 0, 1, … */
  readonly embed: (base: GraphBuilder, inputs: EncoderInputs, positions: () => string) => string;
  /** The probabilities of the dropouts before two linear layers. */
  readonly dropout: { readonly tokenClassifier: number; readonly questionAnswering: number };
  /** From embedded tokens to the last hidden states, [batch, sequence, dim]. */
  readonly encode: (base: GraphBuilder, embedded: string, sequences: Sequences) => string;
  /** Logits of whole sequences, [batch, count]. `base` is the encoder's own module, where a pooler belongs to it. */
  readonly classify: (g: GraphBuilder, base: GraphBuilder, hidden: string, count: number) => string;
  /** One logit for each choice, [batch, 1]. */
  readonly scoreChoices: (g: GraphBuilder, base: GraphBuilder, hidden: string) => string;
  readonly predictTokens: (g: GraphBuilder, hidden: string) => TokenPredictor;
}

/** What a masked language model puts behind an encoder. */
export interface TokenPredictor {
  /** [batch, sequence, dim] */
  readonly states: string;
  /** [..., dim] to logits of the vocabulary, [..., vocabSize]. */
  readonly decode: (states: string) => string;
}

interface Body {
  readonly encoder: Encoder;
  readonly base: GraphBuilder;
  readonly hidden: string;
  readonly inputs: EncoderInputs;
  readonly labels: boolean;
  readonly labelSmoothing: number | undefined;
}

/** Adds the outputs of a task, and with labels the loss, which it returns. */
type Head = (g: GraphBuilder, body: Body) => string | undefined;

const heads = {
  "feature-extraction": (g, { encoder, hidden }) => {
    g.output("last_hidden_state", hidden, "float32", [...shapes.sequences, encoder.dim]);
    return undefined;
  },

  "sequence-classification": (g, { encoder, base, hidden, labels, labelSmoothing }) => {
    const { numLabels } = encoder.labels;
    const logits = encoder.classify(g, base, hidden, numLabels);
    g.output("logits", logits, "float32", ["batch_size", numLabels]);
    return labels ? classificationLoss(g, logits, encoder.labels, labelSmoothing) : undefined;
  },

  "token-classification": (g, { encoder, hidden, labels, labelSmoothing }) => {
    const { numLabels } = encoder.labels;
    const dropped = g.dropout(hidden, encoder.dropout.tokenClassifier, [...shapes.sequences, encoder.dim]);
    const logits = linear(g.module("classifier"), dropped, encoder.dim, numLabels);
    g.output("logits", logits, "float32", [...shapes.sequences, numLabels]);
    return labels
      ? crossEntropy(g, logits, g.input("labels", "int64", shapes.sequences), labelSmoothing)
      : undefined;
  },

  "multiple-choice": (g, { encoder, base, hidden, inputs, labels, labelSmoothing }) => {
    const shape = ["batch_size", "num_choices"];
    const scores = encoder.scoreChoices(g, base, hidden);
    const sizes = g.add("Shape", [inputs.mask], { start: 0, end: 2 });
    const logits = g.annotate(g.add("Reshape", [scores, sizes]), "float32", shape);
    g.output("logits", logits, "float32", shape);
    return labels
      ? crossEntropy(g, logits, g.input("labels", "int64", ["batch_size"]), labelSmoothing)
      : undefined;
  },

  "question-answering": (g, { encoder, hidden, labels }) => {
    const dropped = g.dropout(hidden, encoder.dropout.questionAnswering, [...shapes.sequences, encoder.dim]);
    const both = linear(g.module("qa_outputs"), dropped, encoder.dim, 2);
    const losses = g.addMany("Split", [both], 2, { axis: -1 }).map((part, i) => {
      const name = i === 0 ? "start" : "end";
      const logits = g.add("Squeeze", [part, g.ints([-1])]);
      g.output(`${name}_logits`, logits, "float32", shapes.sequences);
      if (!labels) return "";
      const answers = g.input(`${name}_positions`, "int64", ["batch_size"]);
      return positionCrossEntropy(g, logits, answers, positionsOf(g, logits));
    });
    return labels ? g.add("Div", [g.add("Sum", losses), g.scalar(2)]) : undefined;
  },

  "masked-lm": (g, { encoder, hidden, labels, labelSmoothing }) => {
    const { states, decode } = encoder.predictTokens(g, hidden);
    g.output("logits", decode(states), "float32", [...shapes.sequences, encoder.vocabSize]);
    if (!labels) return undefined;
    // Few tokens are masked: the loss predicts these alone, and logits of all are only computed where they are asked for.
    const masked = labelledTokens(g, states, g.input("labels", "int64", shapes.sequences), encoder.dim);
    return crossEntropy(g, decode(masked.states), masked.labels, labelSmoothing);
  },
} satisfies Partial<Record<Task, Head>>;

export type EncoderTask = keyof typeof heads;

/** An encoder with the head of a task. */
export function encoderModel(encoder: Encoder, options: BuildOptions): TrainableModel {
  const { task, labels = false, labelSmoothing } = options;
  const g = new GraphBuilder(encoder.name);
  const base = task === "feature-extraction" ? g : g.module(encoder.name);
  const choices = task === "multiple-choice";
  const inputs = encoderInputs(g, { tokenTypes: encoder.tokenTypes, choices });
  const flatMask = choices ? flatten(g, inputs.mask, []) : inputs.mask;
  const embedded = encoder.embed(base, inputs, () => positionsOf(g, flatMask));
  const sequences = choices ? flatten(g, embedded, [encoder.dim]) : embedded;
  const intermediates = noIntermediates();
  const hidden = encoder.encode(base, sequences, {
    mask: g.add("Unsqueeze", [flatMask, g.ints([1, 2])]),
    tokens: choices ? shapes.flatChoices : shapes.sequences,
    intermediates,
  });
  const loss = heads[task as EncoderTask](g, { encoder, base, hidden, inputs, labels, labelSmoothing });
  outputIntermediates(g, intermediates, options);
  if (loss !== undefined) g.output("loss", loss, "float32", []);
  return g.build();
}

/** The states of tokens that have a label, [labelled, dim], and their labels, [labelled]. */
function labelledTokens(g: GraphBuilder, states: string, labels: string, dim: number) {
  const flat = g.add("Reshape", [labels, g.ints([-1])]);
  const places = g.add("NonZero", [g.add("GreaterOrEqual", [flat, g.ints(0)])]);
  const rows = g.add("Squeeze", [places, g.ints([0])]);
  const gathered = g.add("Gather", [g.add("Reshape", [states, g.ints([-1, dim])]), rows]);
  return {
    states: g.annotate(gathered, "float32", ["labelled", dim]),
    labels: g.add("Gather", [flat, rows]),
  };
}

/** [batch, choices, sequence, ...rest] to [batch · choices, sequence, ...rest], since each choice is a sequence. */
function flatten(g: GraphBuilder, x: string, rest: readonly number[]): string {
  const rows = g.add("Flatten", [x], { axis: 2 });
  const flat = rest.length === 0 ? rows : g.add("Reshape", [rows, g.ints([0, -1, ...rest])]);
  return g.annotate(flat, "float32", [...shapes.flatChoices, ...rest]);
}
