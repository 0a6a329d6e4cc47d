import type { Batch, TensorData } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Metrics } from "./callback.ts";
import { MetricError } from "./errors.ts";
import { fromMainProcess } from "./from-main-process.ts";

/** What metrics are computed of: rows are examples, shorter ones filled up with −100. */
export interface EvalPrediction {
  /** The first output, such as logits [examples, labels]; of a `Seq2SeqTrainer` that generates, token ids. */
  readonly predictions: TensorData;
  /** The first of the labels; nothing for data without. */
  readonly labelIds: TensorData | undefined;
  /** All outputs by name, for models with several such as `start_logits` and `end_logits`. */
  readonly outputs: Batch;
  readonly labels: Batch;
}

/** Such as `({ predictions, labelIds }) => ({ accuracy: … })`; each number is logged as `eval_accuracy`. */
export type ComputeMetrics = (prediction: EvalPrediction) => Metrics | Promise<Metrics>;

/**
 * Calls a function of the user's, once, so that all processes decide by the same numbers. Collective.
 *
 * @throws MetricError where it throws, or gives something that is no number
 */
export async function callMetrics(
  accelerator: Accelerator,
  computeMetrics: ComputeMetrics,
  prediction: EvalPrediction,
): Promise<Metrics> {
  let metrics: Metrics;
  try {
    metrics = await fromMainProcess(accelerator, () => computeMetrics(prediction));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new MetricError(computeMetrics.name || "computeMetrics", message, undefined, { cause: error });
  }
  for (const [name, value] of Object.entries(metrics))
    if (typeof value !== "number")
      throw new MetricError(name, `expected a number, given ${JSON.stringify(value)}`);
  return metrics;
}

export function evalPrediction(outputs: Batch, labels: Batch): EvalPrediction {
  const [predictions] = Object.values(outputs);
  const [labelIds] = Object.values(labels);
  return {
    predictions: predictions ?? { type: "float32", data: new Float32Array(), dims: [0] },
    labelIds,
    outputs,
    labels,
  };
}

/** Names with a prefix, where they do not have it. */
export function prefixed(metrics: Metrics, prefix: string): Record<string, number> {
  const entries = Object.entries(metrics);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.startsWith(`${prefix}_`) ? name : `${prefix}_${name}`, value]),
  );
}

export function speedMetrics(
  prefix: string,
  { started, samples, steps }: { started: number; samples: number; steps: number },
): Record<string, number> {
  const seconds = (performance.now() - started) / 1000;
  return {
    [`${prefix}_runtime`]: seconds,
    [`${prefix}_samples_per_second`]: samples / seconds,
    [`${prefix}_steps_per_second`]: steps / seconds,
  };
}
