import type { Batch, TensorData } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Task } from "../architectures/architecture.ts";
import type { DataLoader } from "../data/data-loader.ts";
import { concatenate, labelFiller } from "./concatenate.ts";
import { countLabels } from "./count-labels.ts";
import { TrainerError } from "./errors.ts";
import type { SharedSignal } from "./shared-signal.ts";

export interface EvaluationOptions {
  readonly accelerator: Accelerator;
  /** The outputs of the model's graph, by name. */
  readonly outputNames: readonly string[];
  /** What is said to a batch: of the outputs named, or others in their place. */
  readonly predict: (batch: Batch, outputs: readonly string[]) => Promise<Batch>;
  /** What fills up predictions that are shorter than others. */
  readonly predictionFiller: number;
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

/** What a model says to a dataset. Rows are its examples, in its order; shorter ones are filled up. */
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
  const { accelerator, outputNames: names, loader, labelNames, task, keepOutputs, signal, onBatch } = options;
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
    const { loss, ...outputs } = await options.predict(batch, hasLoss ? ["loss", ...kept] : kept);
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
    outputs: together(results, options.predictionFiller),
    labels: together(labels, labelFiller),
    samples,
    batches,
  };
}

function together(batches: readonly Batch[], filler: number): Batch {
  const names = Object.keys(batches[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      concatenate(
        batches.map((batch) => batch[name] as TensorData),
        filler,
      ) as TensorData,
    ]),
  );
}
