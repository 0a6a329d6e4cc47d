import type { Batch, CompiledModel, TensorData } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Task } from "../architectures/architecture.ts";
import type { DataLoader } from "../data/data-loader.ts";
import { concatenate } from "./concatenate.ts";
import { countLabels } from "./count-labels.ts";
import { TrainerError } from "./errors.ts";
import type { SharedSignal } from "./shared-signal.ts";
import { modelOutputs } from "./trainer-model.ts";

export interface EvaluationOptions {
  readonly accelerator: Accelerator;
  readonly model: CompiledModel;
  /** Of this process's part of the dataset. */
  readonly loader: DataLoader;
  /** The inputs of the model that are labels. */
  readonly labelNames: readonly string[];
  readonly task: Task | undefined;
  /** Whether to keep what the model gives besides the loss. */
  readonly keepOutputs: boolean;
  readonly signal: SharedSignal;
  readonly onBatch: (batches: number) => Promise<void>;
}

/** What a model says to a dataset. Rows are its examples, in its order; shorter ones are filled up with −100. */
export interface Evaluated {
  /** Mean over the labels that count; nothing without labels. */
  readonly loss: number | undefined;
  /** By name, such as `logits`. */
  readonly outputs: Batch;
  /** By name, such as `labels`. */
  readonly labels: Batch;
  readonly samples: number;
  /** Of each process. */
  readonly batches: number;
}

/** Runs a model over a dataset once, without dropout and gradients; all processes get all of the result. Collective. */
export async function evaluationLoop(options: EvaluationOptions): Promise<Evaluated> {
  const { accelerator, model, loader, labelNames, task, keepOutputs, signal, onBatch } = options;
  const names = modelOutputs(model.network);
  const kept = keepOutputs ? names.filter((name) => name !== "loss") : [];
  const results: Batch[] = [];
  const labels: Batch[] = [];
  const own = { lossSum: 0, counted: 0, samples: 0 };
  let batches = 0;
  for await (const batch of loader) {
    await signal.throwIfAborted();
    const hasLoss =
      names.includes("loss") && labelNames.length > 0 && labelNames.every((name) => name in batch);
    if (!hasLoss && !keepOutputs)
      throw new TrainerError(
        `evaluate needs labels or computeMetrics, given a batch with: ${Object.keys(batch).join(", ")}`,
      );
    const { loss, ...outputs } = await model.evaluate(batch, { outputs: hasLoss ? ["loss", ...kept] : kept });
    const count = countLabels(batch, labelNames, task);
    if (loss && count > 0) {
      own.lossSum += Number(loss.data[0]) * count;
      own.counted += count;
    }
    if (keepOutputs) {
      const ownLabels = labelNames.flatMap((name) => (batch[name] ? [[name, batch[name]]] : []));
      // In lists, as each process has padded to a length of its own.
      const values = { results: [outputs], labels: [Object.fromEntries(ownLabels)] };
      const gathered = await accelerator.gatherForMetrics(values);
      results.push(...gathered.results);
      labels.push(...gathered.labels);
    }
    own.samples += Object.values(batch)[0]?.dims[0] ?? 0;
    await onBatch(++batches);
  }
  const [lossSum = 0, counted = 0, samples = 0] = await accelerator.reduce(Object.values(own));
  return {
    loss: counted > 0 ? lossSum / counted : undefined,
    outputs: together(results),
    labels: together(labels),
    samples,
    batches,
  };
}

function together(batches: readonly Batch[]): Batch {
  const names = Object.keys(batches[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, concatenate(batches.map((batch) => batch[name] as TensorData)) as TensorData]),
  );
}
