import { dataTypes, GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { BuildOptions } from "./architecture.ts";
import {
  type CacheSizes,
  cachedTargetInputs,
  type SourceInputs,
  sourceInputs,
  sourceTokens,
  type TargetInputs,
  targetInputs,
  targetTokens,
} from "./encoder-decoder-inputs.ts";
import { outputIntermediates } from "./intermediates.ts";
import { crossEntropy } from "./losses.ts";

/** What one encoder-decoder is. `shared` is the table of embeddings that both sides have. */
export interface EncoderDecoder {
  readonly modelType: string;
  readonly dim: number;
  readonly vocabSize: number;
  /** Of the decoder's cache. */
  readonly sizes: CacheSizes;
  /** Declares the table of embeddings. */
  readonly shared: (g: GraphBuilder) => string;
  /** The last states, [batch, sequence, dim]. */
  readonly encode: (g: GraphBuilder, inputs: SourceInputs, shared: string) => string;
  readonly decode: (g: GraphBuilder, inputs: TargetInputs, shared: string) => string;
  /** Logits of the vocabulary, [batch, sequence, vocabSize]. */
  readonly predictTokens: (g: GraphBuilder, hidden: string, shared: string) => string;
  /** The decoder's input for labels, int64 [batch, sequence] both: its first token, then all labels but the last. */
  readonly shiftRight: (g: GraphBuilder, labels: string) => string;
}

/**
 * A model for `seq2seq-lm`. With both sides in one graph the inputs are `input_ids`, `attention_mask` and `labels`, from
 * which the decoder's input is made, or without labels `decoder_input_ids`.
 *
 * @throws BuildOptionsError for a cache of both sides
 */
export function buildEncoderDecoder(model: EncoderDecoder, options: BuildOptions): TrainableModel {
  const { cache = false, part } = options;
  if (cache)
    throw new BuildOptionsError(
      `only a decoder has a cache, give part: "decoder" instead: ${model.modelType}`,
    );
  const g = new GraphBuilder(model.modelType);
  if (part === "encoder") buildEncoder(g, model, options);
  else if (part === "decoder") buildDecoder(g, model, options);
  else buildBoth(g, model, options);
  return g.build();
}

function buildEncoder(g: GraphBuilder, { shared, encode, dim }: EncoderDecoder, options: BuildOptions): void {
  const inputs = sourceInputs(g);
  const hidden = encode(g, inputs, shared(g));
  outputIntermediates(g, inputs.intermediates, options, "encoder");
  g.output("last_hidden_state", hidden, "float32", [...sourceTokens, dim]);
}

function buildDecoder(g: GraphBuilder, model: EncoderDecoder, options: BuildOptions): void {
  const { shared, decode, predictTokens, dim, sizes } = model;
  const inputs = cachedTargetInputs(g, dim, sizes);
  const table = shared(g);
  const logits = predictTokens(g, decode(g, inputs, table), table);
  outputIntermediates(g, inputs.intermediates, options, "decoder");
  g.output("logits", logits, "float32", [...targetTokens, model.vocabSize]);
}

function buildBoth(g: GraphBuilder, model: EncoderDecoder, options: BuildOptions): void {
  const { labels = false, labelSmoothing } = options;
  const source = sourceInputs(g);
  const given = g.input(labels ? "labels" : "decoder_input_ids", "int64", targetTokens);
  const table = model.shared(g);
  const encoderStates = model.encode(g, source, table);
  const ids = labels ? g.annotate(model.shiftRight(g, given), "int64", targetTokens) : given;
  const target = targetInputs(g, ids, { encoderStates, encoderMask: source.mask, tokens: targetTokens });
  const logits = model.predictTokens(g, model.decode(g, target, table), table);
  outputIntermediates(g, source.intermediates, options, "encoder");
  outputIntermediates(g, target.intermediates, options, "decoder");
  g.output("logits", logits, "float32", [...targetTokens, model.vocabSize]);
  g.output("encoder_last_hidden_state", encoderStates, "float32", [...sourceTokens, model.dim]);
  if (labels) g.output("loss", crossEntropy(g, logits, given, labelSmoothing), "float32", []);
}

/** The token that a decoder begins with, then all labels but the last; labels that do not count are padding. */
export function startingWith(
  g: GraphBuilder,
  labels: string,
  { start, padding }: { readonly start: number; readonly padding: number },
): string {
  const shifted = g.add("Pad", [labels, g.ints([0, 1, 0, -1]), g.ints(start)]);
  const counts = g.add("GreaterOrEqual", [shifted, g.ints(0)]);
  return g.add("Where", [counts, shifted, g.ints(padding)]);
}

/** As `startingWith`, but the first token is the last of the labels: in mBART that is the language. */
export function startingWithLast(g: GraphBuilder, labels: string, padding: number): string {
  const counts = g.add("GreaterOrEqual", [labels, g.ints(0)]);
  const tokens = g.add("Where", [counts, labels, g.ints(padding)]);
  const isToken = g.add("Not", [g.add("Equal", [tokens, g.ints(padding)])]);
  const ones = g.add("Cast", [isToken], { to: dataTypes.int64 });
  const length = g.add("ReduceSum", [ones, g.ints([1])], { keepdims: 1 });
  const last = g.add("GatherElements", [tokens, g.add("Sub", [length, g.ints(1)])], { axis: 1 });
  return g.add("Concat", [last, g.add("Slice", [tokens, g.ints([0]), g.ints([-1]), g.ints([1])])], {
    axis: 1,
  });
}
