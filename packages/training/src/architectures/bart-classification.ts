import { dataTypes, GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { BuildOptions } from "./architecture.ts";
import type { BartConfig } from "./bart-config.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import { sourceInputs, type TargetInputs, targetInputs } from "./encoder-decoder-inputs.ts";
import { outputIntermediates } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { linear } from "./layers.ts";
import { classificationLoss } from "./losses.ts";

/**
 * BartForSequenceClassification: the decoder reads the text once more, shifted right, and its state at the last end of a
 * sequence, `eos_token_id`, says what the text is.
 */
export function classifySequences(
  model: EncoderDecoder,
  config: BartConfig,
  options: BuildOptions,
): TrainableModel {
  const { task, labels = false, cache = false, labelSmoothing } = options;
  if (cache) throw new BuildOptionsError(`a cache needs text to be generated, leave it out: ${task}`);
  const { d_model: dim, classifier_dropout: dropout } = config;
  const settings = labelSettings("BART", config);
  const g = new GraphBuilder(model.modelType);
  const source = sourceInputs(g);
  const table = model.shared(g);
  const encoderStates = model.encode(g, source, table);
  const ids = g.annotate(model.shiftRight(g, source.inputIds), "int64", source.tokens);
  const target = targetInputs(g, ids, { encoderStates, encoderMask: source.mask, tokens: source.tokens });
  const hidden = model.decode(g, target, table);
  outputIntermediates(g, source.intermediates, options, "encoder");
  outputIntermediates(g, target.intermediates, options, "decoder");

  const head = g.module("classification_head");
  const end = head.dropout(lastEnd(g, hidden, source.inputIds, target, config), dropout, ["batch_size", dim]);
  const dense = g.add("Tanh", [linear(head.module("dense"), end, dim, dim)]);
  const pooled = head.dropout(dense, dropout, ["batch_size", dim]);
  const logits = linear(head.module("out_proj"), pooled, dim, settings.numLabels);
  g.output("logits", logits, "float32", ["batch_size", settings.numLabels]);
  if (labels) g.output("loss", classificationLoss(g, logits, settings, labelSmoothing), "float32", []);
  return g.build();
}

/** The state at the last `eos_token_id`, [batch, dim], as a product with its one-hot position. */
function lastEnd(
  g: GraphBuilder,
  hidden: string,
  inputIds: string,
  { positions }: TargetInputs,
  { eos_token_id }: BartConfig,
): string {
  const isEnd = g.add("Equal", [inputIds, g.ints(eos_token_id)]);
  const places = g.add("Where", [isEnd, positions.keys, g.scalar(-1)]);
  const last = g.add("ReduceMax", [places], { axes: [1], keepdims: 1 });
  const isLast = g.add("Cast", [g.add("Equal", [positions.keys, last])], { to: dataTypes.float32 });
  const product = g.add("MatMul", [g.add("Unsqueeze", [isLast, g.ints([1])]), hidden]);
  return g.add("Squeeze", [product, g.ints([1])]);
}
