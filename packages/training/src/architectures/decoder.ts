import { GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { BuildOptions } from "./architecture.ts";
import { decoderHeads, type HeadSettings } from "./decoder-heads.ts";
import { type DecoderInputs, decoderInputs } from "./decoder-inputs.ts";
import { outputIntermediates } from "./intermediates.ts";

/** What one decoder is, apart from its heads. */
export interface Decoder {
  readonly modelType: string;
  /** What the checkpoint of a model with a head puts before the names of the base model. */
  readonly prefix: string;
  readonly settings: HeadSettings;
  /** From the inputs to the hidden states after the last norm, [batch, sequence, dim]. */
  readonly body: (g: GraphBuilder, inputs: DecoderInputs) => string;
}

/**
 * A decoder with the head of a task.
 *
 * @throws BuildOptionsError for a cache where no text is generated
 */
export function buildDecoder(
  { modelType, prefix, settings, body }: Decoder,
  options: BuildOptions,
): TrainableModel {
  const { task, labels = false, cache = false, labelSmoothing } = options;
  if (cache && (task !== "causal-lm" || labels))
    throw new BuildOptionsError(
      `a cache needs the task causal-lm without labels: ${task}${labels ? " with labels" : ""}`,
    );
  const g = new GraphBuilder(modelType);
  const inputs = decoderInputs(g, cache);
  const hidden = body(task === "feature-extraction" ? g : g.module(prefix), inputs);
  outputIntermediates(g, inputs.intermediates, options);
  decoderHeads[task]?.(g, hidden, { settings, inputs, labels, labelSmoothing });
  return g.build();
}
