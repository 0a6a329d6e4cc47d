import { type Batch, type CompiledModel, compile } from "@llm-course/onnx";
import { buildModel, dataCollatorForTokenClassification, initializeWeights } from "@llm-course/training";
import { shared } from "../shared.ts";
import { tinyBert } from "./tiny-training.ts";

/** What of a compiled model it takes to sum gradients. */
export type GradientModel = Pick<
  CompiledModel,
  "zeroGradients" | "backward" | "clipGradNorm" | "gradient" | "evaluate"
>;
export type Accumulate = (model: GradientModel, parts: Batch[]) => Promise<number>;

/** Labels of a sentence's tokens without the marks around it; −100 for what does not count. */
export type Labels = readonly number[];

const task = "token-classification";
const config = { ...tinyBert, id2label: { 0: "NOUN", 1: "VERB", 2: "DET" } };

/** Small enough that a pass takes milliseconds, and without dropout, so that the same batch has the same gradients. */
const compiled = shared(async () => {
  const network = buildModel(config, { task, labels: true });
  const weights = initializeWeights(config, { task, seed: 2 });
  return compile({ graph: network, weights, threads: 1 });
});

const collate = dataCollatorForTokenClassification({ padTokenId: 0 });

/** Sentences with these labels as one batch. Which words they have follows from the labels, and all words count. */
export const batchOf = (sentences: readonly Labels[]): Batch =>
  collate(
    sentences.map((labels) => {
      const words = labels.map((label, place) => 3 + (((label + 101) * 7 + place * 11) % 36));
      const input_ids = [1, ...words, 2];
      return { input_ids, token_type_ids: input_ids.map(() => 0), labels: [-100, ...labels, -100] };
    }),
  );

export interface Summed {
  readonly loss: unknown;
  /** Of all weights, one behind the other. */
  readonly gradient: Float32Array;
}

// One model, so one sum at a time.
let last: Promise<unknown> = Promise.resolve();

/** Runs a function on the model; gradients of another batch are there before, and only those after it are looked at. */
export function sum(accumulate: Accumulate, parts: Batch[]): Promise<Summed> {
  const summing = last.then(async () => {
    const model = await compiled();
    await model.backward(batchOf([[2, 2, 1]]));
    const loss: unknown = await accumulate(facadeOf(model), parts);
    const gradient = [...model.parameters.keys()].map((name) => model.gradient(name));
    return {
      loss,
      gradient: Float32Array.from((await Promise.all(gradient)).flatMap((g) => [...(g ?? [])])),
    };
  });
  last = summing.catch(() => {});
  return summing;
}

/** The model without what would end it for those who come after. */
const facadeOf = (model: CompiledModel): GradientModel => ({
  zeroGradients: () => model.zeroGradients(),
  backward: (...args) => model.backward(...args),
  clipGradNorm: (...args) => model.clipGradNorm(...args),
  gradient: (...args) => model.gradient(...args),
  evaluate: (...args) => model.evaluate(...args),
});
