// A training that the tests run in one process and in several.
import { type Batch, compile, type TensorData } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { DataLoader } from "../data/data-loader.ts";
import type { Example } from "../data/example.ts";
import { getScheduler } from "../schedules/get-scheduler.ts";
import { Accelerator } from "./accelerator.ts";

export interface TrainOptions {
  /** "distilbert" classifies sequences, "roberta" tokens, "gpt2" continues texts with a tied table. */
  readonly model: "distilbert" | "roberta" | "gpt2";
  readonly optimizer?: "adamW" | "sgd";
  /** Of each process. */
  readonly batchSize: number;
  readonly examples?: number;
  readonly gradientAccumulationSteps?: number;
  /** Whether gradients weigh by the labels that count. Default: by examples. */
  readonly byLabels?: boolean;
  /** Other masks in each process. Default: false. */
  readonly dropout?: boolean;
  /** Continues from this folder, or leaves the state of the first epoch in it. */
  readonly loadFrom?: string;
  readonly saveTo?: string;
}

export interface Trained {
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly losses: readonly number[];
  readonly norms: readonly (number | undefined)[];
  readonly learningRates: readonly number[];
  /** What was predicted after the training, and the labels, in the order of the dataset. */
  readonly metrics: { readonly predictions: readonly number[]; readonly references: readonly number[] };
}

const tasks = {
  distilbert: "sequence-classification",
  roberta: "token-classification",
  gpt2: "causal-lm",
} satisfies Record<string, Task>;

/** Large enough for gradients of rows. */
const vocabulary = 2100;
const length = 5;
const ignored = -100;

/** Two epochs of the loop that the course teaches. */
export async function train(options: TrainOptions): Promise<Trained> {
  const { model: type, optimizer: kind = "adamW", batchSize, examples = 16 } = options;
  const task = tasks[type];
  const config = { ...tinyConfigs[type], vocab_size: vocabulary };
  const accelerator = new Accelerator({ gradientAccumulationSteps: options.gradientAccumulationSteps ?? 1 });
  const { device, threads } = accelerator;

  const compiled = await compile({
    graph: buildModel(config, { task, labels: true, dropout: options.dropout ?? false }),
    // Only the main process's weights count.
    weights: initializeWeights(config, { task, seed: accelerator.processIndex }),
    ...{ device, threads, seed: 42 + accelerator.processIndex },
  });
  const made = await (kind === "sgd"
    ? compiled.sgd({ learningRate: 0.02, weightDecay: 0.01 })
    : // Biases of keys have gradients of nothing but rounding; a smaller ε would make whole steps of them.
      compiled.adamW({ learningRate: 1e-3, weightDecay: 0.01, epsilon: 1e-6 }));
  const dataset = Array.from({ length: examples }, (_, i) => example(task, i));
  const shuffled = new DataLoader(dataset, { batchSize, shuffle: true });
  const inOrder = new DataLoader(dataset, { batchSize });
  await using model = (await accelerator.prepare(compiled))[0];
  const [optimizer, trainLoader, evalLoader] = await accelerator.prepare(made, shuffled, inOrder);
  const [scheduler] = await accelerator.prepare(
    getScheduler("linear", { optimizer: made, numTrainingSteps: 2 * (trainLoader.length ?? 0) }),
  );
  if (options.loadFrom) await accelerator.loadState(options.loadFrom);

  const losses: number[] = [];
  const norms: (number | undefined)[] = [];
  const learningRates: number[] = [];
  for (let epoch = options.loadFrom ? 1 : 0; epoch < 2; epoch++) {
    trainLoader.setEpoch(epoch);
    for await (const batch of trainLoader) {
      await accelerator.accumulate(async () => {
        const items = options.byLabels ? { items: countLabels(task, batch) } : {};
        const { loss } = await accelerator.backward(model, batch, items);
        norms.push(await accelerator.clipGradNorm(model, 0.5));
        learningRates.push(optimizer.groups[0]?.learningRate ?? 0);
        await optimizer.step();
        scheduler.step();
        await model.zeroGradients();
        losses.push(await accelerator.reduce(loss, "mean"));
      });
    }
    if (epoch === 0 && options.saveTo) await accelerator.saveState(options.saveTo);
  }

  const metrics = { predictions: [] as number[], references: [] as number[] };
  for await (const { labels, ...inputs } of evalLoader) {
    const { logits } = await model.evaluate(inputs, { outputs: ["logits"] });
    const numbers = (tensor: TensorData | undefined) => Array.from(tensor?.data ?? [], Number);
    const values = { predictions: numbers(logits), references: numbers(labels) };
    const gathered = await accelerator.gatherForMetrics(values);
    metrics.predictions.push(...gathered.predictions);
    metrics.references.push(...gathered.references);
  }
  const weights = new Map([...model.parameters].map(([name, { data }]) => [name, Float32Array.from(data)]));
  return { weights, losses, norms, learningRates, metrics };
}

/** Tokens without a pattern, from all over the vocabulary; every third example has one label that counts, others all. */
function example(task: Task, i: number): Example {
  const tokens = Array.from({ length }, (_, j) => 5 + ((i * 397 + j * 101) % (vocabulary - 5)));
  const counts = (j: number) => i % 3 > 0 || j === 1;
  return {
    input_ids: tokens,
    attention_mask: tokens.map(() => 1),
    labels:
      task === "sequence-classification"
        ? i % 2
        : tokens.map((token, j) => (counts(j) ? (task === "causal-lm" ? token : (i + j) % 2) : ignored)),
  };
}

/** Decoders have no use for the first label of a sequence. */
function countLabels(task: Task, { labels }: Batch): number {
  const counts = (label: bigint, i: number) => label >= 0n && !(task === "causal-lm" && i % length === 0);
  return ((labels?.data ?? []) as BigInt64Array).filter(counts).length;
}
