// Trainings that the tests run in one process and in several.
import { readFile } from "node:fs/promises";
import type { TensorData } from "@llm-course/onnx";
import { Accelerator } from "../accelerate/accelerator.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { dataCollatorForTokenClassification } from "../data/data-collator-for-token-classification.ts";
import type { Example } from "../data/example.ts";
import type { TrainerCallback } from "./callback.ts";
import type { ComputeMetrics } from "./compute-metrics.ts";
import { earlyStoppingCallback } from "./early-stopping-callback.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";
import type { TrainerModel } from "./trainer-model.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingOptions } from "./training-arguments.ts";

export interface Orders {
  /** "distilbert" classifies sequences, "roberta" tokens, "gpt2" continues texts. Default: "distilbert". */
  readonly model?: "distilbert" | "roberta" | "gpt2";
  readonly dropout?: number;
  readonly examples?: number;
  readonly args: TrainingOptions;
  readonly resumeFromCheckpoint?: string;
  /** What goes wrong at step 3, in process 1 alone where it may. */
  readonly failure?: "NaN" | "no labels" | "metric" | "disk" | "abort" | "abort evaluation";
  /** Metrics and callbacks that say something else in each process. */
  readonly disagreeing?: boolean;
  /** Counts, of all processes, the steps done and the trainings interrupted. */
  readonly counts?: Int32Array;
}

export interface Trained {
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly state: TrainerState;
  readonly dropoutState: { readonly seed: number; readonly step: number };
  /** Logits and labels of the evaluation's examples, each token apart. */
  readonly predicted: readonly { readonly label: number; readonly logits: readonly number[] }[];
  /** How `train` failed. */
  readonly error: Readonly<Record<string, unknown>> | undefined;
  /** Lines of the log, where there is one. */
  readonly log: readonly unknown[];
  readonly savedTokenizers: number;
}

export async function train(orders: Orders): Promise<Trained> {
  const { counts, resumeFromCheckpoint } = orders;
  const { processIndex: rank } = new Accelerator();
  const stop = new AbortController();
  let savedTokenizers = 0;
  const savePretrained = async () => {
    savedTokenizers++;
    if (orders.failure === "disk" && savedTokenizers === 2)
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  await using trainer: Trainer = new Trainer({
    ...taskOf(orders, rank),
    args: orders.args,
    callbacks: [
      callback(orders, rank, { stop, weights: () => trainer.compiled() }),
      ...(orders.disagreeing ? [earlyStoppingCallback({ earlyStoppingPatience: 2 })] : []),
    ],
    computeMetrics: metricsOf(orders, rank),
    processingClass: { ...tokenizer, savePretrained },
  });
  const error = await trainer
    .train({ signal: stop.signal, ...(resumeFromCheckpoint && { resumeFromCheckpoint }) })
    .then(() => undefined, described);
  if (counts && error?.name === "TrainingInterruptedError") Atomics.add(counts, 1, 1);
  const model = await trainer.compiled();
  const weights = new Map([...model.parameters].map(([name, { data }]) => [name, Float32Array.from(data)]));
  const state = structuredClone(trainer.state);
  const { predictions, labelIds } = await trainer.predict(taskOf(orders, rank).evalDataset);
  const lines = await readFile(`${trainer.args.outputDir}/log.jsonl`, "utf8").catch(() => "");
  return {
    ...{ weights, state, error, savedTokenizers, dropoutState: model.dropoutState },
    predicted: rowsOf(predictions, labelIds),
    log: lines
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

/** Processes have other weights at first; the main one's count. */
function taskOf({ model: type = "distilbert", dropout = 0, examples = 24, failure }: Orders, rank: number) {
  const evalCount = 9;
  if (type === "distilbert")
    return {
      model: withWeights(tinyModel({ dropout, seq_classif_dropout: dropout }), rank),
      // Some examples have no label that counts, so that a process may have none in a step.
      trainDataset: tinyExamples(examples).map((each, i) =>
        i % 5 === 3 || failure === "no labels" ? { ...each, label: -100 } : each,
      ),
      evalDataset: tinyExamples(evalCount, 100),
    };
  const task = type === "gpt2" ? "causal-lm" : "token-classification";
  const config = tinyConfigs[type] ?? {};
  const network = buildModel(config, { task, labels: true });
  const weights = initializeWeights(config, { task, seed: 1 });
  return {
    model: withWeights({ config, task, network, weights }, rank),
    trainDataset: tinyExamples(examples).map((each, i) => labelled(each, i, task)),
    evalDataset: tinyExamples(evalCount, 100).map((each, i) => labelled(each, i, task)),
    dataCollator: dataCollatorForTokenClassification(tokenizer),
  } satisfies Partial<TrainerOptions>;
}

function withWeights(model: TrainerModel, rank: number): TrainerModel {
  if (rank === 0) return model;
  return {
    ...model,
    weights: new Map([...model.weights].map(([name, data]) => [name, data.map(() => rank)])),
  };
}

/** Every third example has one label that counts, the others all. */
function labelled({ input_ids }: Example, i: number, task: string): Example {
  const ids = input_ids as number[];
  const label = (id: number, at: number) => (task === "causal-lm" ? id : (i + at) % 2);
  return { input_ids: ids, labels: ids.map((id, at) => (i % 3 > 0 || at === 1 ? label(id, at) : -100)) };
}

function callback(
  { failure, disagreeing, counts }: Orders,
  rank: number,
  { stop, weights }: { stop: AbortController; weights: () => ReturnType<Trainer["compiled"]> },
): TrainerCallback {
  return {
    async onStepBegin(_args, { globalStep }) {
      const bias = (await weights()).parameters.get("classifier.bias");
      if (failure === "NaN" && globalStep === 2 && rank === 1) bias?.data.fill(Number.NaN);
    },
    onStepEnd(_args, { globalStep }, control) {
      if (counts) Atomics.add(counts, 0, 1);
      if (failure === "abort" && globalStep === 3 && rank === 1) stop.abort(new Error("enough"));
      if (disagreeing && globalStep === 1 && rank === 0) control.shouldLog = true;
      if (disagreeing && globalStep === 2 && rank === 1)
        [control.shouldLog, control.shouldTrainingStop] = [true, true];
    },
    onPredictionStep(_args, { globalStep }, _control, { progress }) {
      const isDue = globalStep === 3 && progress?.batches === 1 && rank === 1;
      if (failure === "abort evaluation" && isDue) stop.abort(new Error("enough"));
    },
  };
}

/** Accuracy; or, where they disagree, what gets worse in process 0 and better in process 1. */
function metricsOf({ failure, disagreeing }: Orders, rank: number): ComputeMetrics {
  let evaluations = 0;
  return function accuracy({ predictions, labelIds }) {
    evaluations++;
    if (failure === "metric" && evaluations === 1) throw new RangeError(`no such label, in process ${rank}`);
    if (disagreeing) return { accuracy: rank === 0 ? 1 / evaluations : evaluations };
    const rows = rowsOf(predictions, labelIds).filter(({ label }) => label >= 0);
    const right = rows.filter(({ label, logits }) => logits.indexOf(Math.max(...logits)) === label);
    return { accuracy: right.length / rows.length };
  };
}

function rowsOf({ data }: TensorData, labels: TensorData | undefined): Trained["predicted"] {
  const all = Array.from(labels?.data ?? [], Number);
  const width = data.length / all.length;
  return all.map((label, i) => ({
    label,
    logits: Array.from(data.slice(i * width, (i + 1) * width) as Float32Array),
  }));
}

function described(error: unknown): Record<string, unknown> {
  const { name, message, cause, ...more } = error as Error;
  return {
    name,
    message,
    cause: (cause as Error | undefined)?.message,
    type: error?.constructor.name,
    ...more,
  };
}
