import { type CompiledModel, compile } from "@llm-course/onnx";
import {
  buildModel,
  DataLoader,
  dataCollatorWithPadding,
  getScheduler,
  initializeWeights,
} from "@llm-course/training";
import { shared } from "../shared.ts";

/** What of a compiled model a training loop needs. */
export type TrainedModel = Pick<
  CompiledModel,
  "parameters" | "zeroGradients" | "backward" | "clipGradNorm" | "adamW" | "evaluate"
>;

type Optimizer = Awaited<ReturnType<CompiledModel["adamW"]>>;

export interface LoopSettings {
  readonly numEpochs: number;
  readonly learningRate: number;
  readonly numWarmupSteps: number;
}
export type TrainingLoop = (
  model: TrainedModel,
  loader: DataLoader,
  settings: LoopSettings,
) => Promise<number[]>;

export const settings: LoopSettings = { numEpochs: 2, learningRate: 0.02, numWarmupSteps: 2 };

const task = "sequence-classification";
export const tinyBert = {
  ...{
    model_type: "bert",
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 16,
  },
  ...{ vocab_size: 40, type_vocab_size: 2, max_position_embeddings: 16, pad_token_id: 0 },
  ...{ hidden_act: "gelu", layer_norm_eps: 1e-5, initializer_range: 0.5, id2label: { 0: "bad", 1: "good" } },
};

/** Small enough that a step takes milliseconds. It is compiled once; each training begins with the same weights. */
const compiled = shared(async () => {
  const network = buildModel(tinyBert, { task, labels: true });
  const weights = initializeWeights(tinyBert, { task, seed: 1 });
  return { model: await compile({ graph: network, weights, threads: 1 }), weights };
});

/** Sentences of two to eight words, padded to the longest of their batch of four. */
const examples = Array.from({ length: 11 }, (_, i) => {
  const words = Array.from({ length: 2 + (i % 7) }, (_, k) => 3 + ((i * 7 + k * 11) % 36));
  const input_ids = [1, ...words, 2];
  return { input_ids, token_type_ids: input_ids.map(() => 0), label: i % 3 === 0 ? 1 : 0 };
});
const loaderOf = () =>
  new DataLoader(examples, {
    batchSize: 4,
    shuffle: true,
    seed: 3,
    collate: dataCollatorWithPadding({ padTokenId: 0 }),
  });
export const stepsPerEpoch = 3;

export interface Trained {
  readonly losses: unknown;
  /** All weights, one behind the other. */
  readonly weights: Float32Array;
}

// One model, so one training at a time.
let last: Promise<unknown> = Promise.resolve();

/** Runs a loop on a fresh model and loader. */
export function train(loop: TrainingLoop): Promise<Trained> {
  const training = last.then(async () => {
    const { model, weights } = await compiled();
    for (const [name, { data }] of model.parameters) data.set(weights.get(name) as Float32Array);
    await model.zeroGradients();
    const optimizers: Optimizer[] = [];
    try {
      const losses: unknown = await loop(facadeOf(model, optimizers), loaderOf(), settings);
      const all = [...model.parameters.values()].flatMap(({ data }) => [...data]);
      return { losses, weights: Float32Array.from(all) };
    } finally {
      for (const optimizer of optimizers) await optimizer.release();
    }
  });
  last = training.catch(() => {});
  return training;
}

/** The model without what would end it for those who come after, and with a note of the optimizers it made. */
function facadeOf(model: CompiledModel, optimizers: Optimizer[]): TrainedModel {
  const adamW = async (options: Parameters<CompiledModel["adamW"]>[0]) => {
    const optimizer = await model.adamW(options);
    optimizers.push(optimizer);
    return optimizer;
  };
  return {
    parameters: model.parameters,
    zeroGradients: () => model.zeroGradients(),
    backward: (...args) => model.backward(...args),
    clipGradNorm: (...args) => model.clipGradNorm(...args),
    evaluate: (...args) => model.evaluate(...args),
    adamW: adamW as CompiledModel["adamW"],
  };
}

/** What a loop may do otherwise than it should. */
export interface LoopVariant {
  readonly zero?: "before" | "after" | "once" | "never";
  readonly clip?: number | undefined;
  readonly weightDecay?: number | undefined;
  readonly rate?: (learningRate: number) => number;
  readonly epochs?: (numEpochs: number) => number;
  readonly warmup?: (steps: number) => number;
  readonly trainingSteps?: (all: number) => number;
  readonly schedule?: "after" | "before" | "epoch" | "never";
  readonly kind?: "linear" | "cosine" | "constant";
  readonly step?: "after" | "before" | "never";
}

/** The loop with some of its parts otherwise. */
export const loop =
  (variant: LoopVariant = {}): TrainingLoop =>
  async (model, loader, { numEpochs, learningRate, numWarmupSteps }) => {
    const { zero = "before", schedule = "after", step = "after", kind = "linear" } = variant;
    const {
      clip = 1,
      weightDecay = 0.01,
      rate = same,
      epochs = same,
      warmup = same,
      trainingSteps = same,
    } = variant;
    const optimizer = await model.adamW({ learningRate: rate(learningRate), weightDecay });
    const numTrainingSteps = trainingSteps(numEpochs * Number(loader.length));
    const scheduler = getScheduler(kind, {
      optimizer,
      numWarmupSteps: warmup(numWarmupSteps),
      numTrainingSteps,
    });
    const losses: number[] = [];
    if (zero === "once") await model.zeroGradients();
    for (let epoch = 0; epoch < epochs(numEpochs); epoch++) {
      for await (const batch of loader) {
        if (zero === "before") await model.zeroGradients();
        if (step === "before") await optimizer.step();
        losses.push((await model.backward(batch)).loss);
        if (clip !== Number.POSITIVE_INFINITY) await model.clipGradNorm(clip);
        if (schedule === "before") scheduler.step();
        if (step === "after") await optimizer.step();
        if (schedule === "after") scheduler.step();
        if (zero === "after") await model.zeroGradients();
      }
      if (schedule === "epoch") scheduler.step();
    }
    return losses;
  };

const same = (value: number): number => value;
