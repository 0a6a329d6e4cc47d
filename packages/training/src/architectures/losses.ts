// Losses as torch.nn.functional computes them: a scalar each, the mean over what counts.

import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { LabelSettings } from "./label-settings.ts";

/**
 * Mean of −ln softmax(logits)[label] over the labels that count; NaN where none does.
 *
 * Over a large vocabulary LogSoftmax and GatherElements are faster than ln Σ eˣ − x[label] from its parts: 123 ms
 * to 144 ms for loss and gradient of 512 tokens × 30,522. WebGPU has no LogSoftmax, only those parts.
 *
 * @param logits float32 [..., classes]
 * @param labels int64 [...]; those below 0, by convention −100, do not count
 * @param labelSmoothing ε: each class is the label to ε / classes, and the label itself to 1 − ε more. The mean is
 *   then that of −(1 − ε) ln softmax(logits)[label] − ε · mean of ln softmax(logits). Default: 0
 */
export function crossEntropy(g: GraphBuilder, logits: string, labels: string, labelSmoothing = 0): string {
  const counts = toFloat(g, g.add("GreaterOrEqual", [labels, g.ints(0)]));
  const chosen = g.add("Unsqueeze", [g.add("Max", [labels, g.ints(0)]), g.ints([-1])]);
  const logProbabilities = g.add("LogSoftmax", [logits], { axis: -1 });
  const found = smoothed(
    g,
    g.add("GatherElements", [logProbabilities, chosen], { axis: -1 }),
    logProbabilities,
    labelSmoothing,
  );
  const counted = g.add("Mul", [g.add("Squeeze", [found, g.ints([-1])]), counts]);
  return negativeRatio(g, total(g, counted), total(g, counts));
}

/**
 * Cross entropy of the position of a token. As in Hugging Face's models for question answering, a position
 * from the sequence length on does not count, and one below 0 is taken for 0.
 *
 * @param logits float32 [batch, sequence]
 * @param labels int64 [batch]
 * @param positions int64 [sequence]: 0, 1, …
 */
export function positionCrossEntropy(
  g: GraphBuilder,
  logits: string,
  labels: string,
  positions: string,
): string {
  const label = g.add("Unsqueeze", [g.add("Max", [labels, g.ints(0)]), g.ints([1])]);
  const oneHot = toFloat(g, g.add("Equal", [positions, label]));
  const logProbabilities = g.add("LogSoftmax", [logits], { axis: -1 });
  return negativeRatio(g, total(g, g.add("Mul", [logProbabilities, oneHot])), total(g, oneHot));
}

/**
 * Mean of −y ln σ(x) − (1 − y) ln(1 − σ(x)): each class apart, of which any number may hold.
 * Since [σ(x), 1 − σ(x)] = softmax [x, 0], it is a cross entropy of two classes.
 *
 * @param logits x, float32 [..., classes]
 * @param labels y, float32 [..., classes], from 0 to 1
 */
export function binaryCrossEntropy(g: GraphBuilder, logits: string, labels: string): string {
  const pair = (x: string) => g.add("Unsqueeze", [x, g.ints([-1])]);
  const logProbabilities = g.add("LogSoftmax", [g.add("Mul", [pair(logits), g.floats([1, 0])])], {
    axis: -1,
  });
  const targets = g.add("Add", [g.add("Mul", [pair(labels), g.floats([1, -1])]), g.floats([0, 1])]);
  const entropies = g.add("ReduceSum", [g.add("Mul", [logProbabilities, targets]), g.ints([-1])], {
    keepdims: 0,
  });
  return g.add("Neg", [g.add("ReduceMean", [entropies], { keepdims: 0 })]);
}

/** Mean of (prediction − label)². */
export function meanSquaredError(g: GraphBuilder, predictions: string, labels: string): string {
  const error = g.add("Sub", [predictions, labels]);
  return g.add("ReduceMean", [g.add("Mul", [error, error])], { keepdims: 0 });
}

/**
 * Declares the input `labels` of a sequence classification and gives its loss: int64 [batch_size] for one label
 * per sequence, float32 [batch_size, num_labels] for several, and the same for regression, but [batch_size]
 * where there is one number.
 *
 * @param logits float32 [batch_size, num_labels]
 * @throws BuildOptionsError for label smoothing of another problem than one label per sequence
 */
export function classificationLoss(
  g: GraphBuilder,
  logits: string,
  { numLabels, problemType }: LabelSettings,
  labelSmoothing?: number,
): string {
  if (problemType === "single_label_classification")
    return crossEntropy(g, logits, g.input("labels", "int64", ["batch_size"]), labelSmoothing);
  if (labelSmoothing)
    throw new BuildOptionsError(`labelSmoothing needs one label of several, leave it out: ${problemType}`);
  const isNumber = problemType === "regression" && numLabels === 1;
  const labels = g.input("labels", "float32", isNumber ? ["batch_size"] : ["batch_size", numLabels]);
  if (problemType === "multi_label_classification") return binaryCrossEntropy(g, logits, labels);
  return meanSquaredError(g, isNumber ? g.add("Squeeze", [logits, g.ints([1])]) : logits, labels);
}

function smoothed(g: GraphBuilder, found: string, logProbabilities: string, share: number): string {
  if (share === 0) return found;
  const mean = g.add("ReduceMean", [logProbabilities], { axes: [-1], keepdims: 1 });
  return g.add("Add", [g.add("Mul", [found, g.scalar(1 - share)]), g.add("Mul", [mean, g.scalar(share)])]);
}

function toFloat(g: GraphBuilder, condition: string): string {
  return g.add("Cast", [condition], { to: dataTypes.float32 });
}

function total(g: GraphBuilder, x: string): string {
  return g.add("ReduceSum", [x], { keepdims: 0 });
}

function negativeRatio(g: GraphBuilder, numerator: string, denominator: string): string {
  return g.add("Neg", [g.add("Div", [numerator, denominator])]);
}
