import { uniform } from "@llm-course/models/corpora";
import { dataTypes, elementCount, type GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { buildModel, loadModel } from "@llm-course/training";
import type { Spellings } from "./mail-tokenizer.ts";
import { endsOf, finished, readEnds } from "./read-ends.ts";
import { wideLogit } from "./wide-logit.ts";

export interface SpamFilterOptions {
  readonly spellings: Spellings;
  /** Token ids of the mails to train on. */
  readonly texts: readonly (readonly number[])[];
  /** Of the new head. Default: 0. */
  readonly seed?: number;
}

const wordTable = "embeddings.word_embeddings.weight";
const [hiddenSize, first, last] = [384, 190, 66];

/**
 * Wide & Deep: the lowest layer of MiniLM, with the mean of its tokens, reads the beginning and the end of a mail; a
 * linear layer sees which n-grams the whole mail has. Each part has its own loss, so that the one that learns faster does
 * not leave the other nothing to learn; the answer is the sum of both.
 *
 * @param folder of MiniLM
 * @returns a model to train, with the graph to save as `inference`; it takes the ids of `writeMailTokenizer`
 */
export async function spamFilterModel(folder: string, options: SpamFilterOptions) {
  const { spellings, seed = 0 } = options;
  const config = { num_hidden_layers: 1, id2label: { 0: "ham", 1: "spam" } };
  const encoder = await loadModel(folder, { task: "feature-extraction", config });
  const saved = { ...encoder.config, vocab_size: spellings.lower.length };
  const wider = buildModel(saved, { task: "feature-extraction" });
  const network = filterGraph(wider, { ...options, labels: true });
  const inference = filterGraph(wider, { ...options, labels: false });
  const weights = new Map(encoder.weights);
  weights.set(wordTable, rowsOf(encoder.weights.get(wordTable) as Float32Array, spellings.lower));
  const number = uniform(seed);
  for (const [name, shape] of network.parameters)
    if (!weights.has(name))
      weights.set(
        name,
        new Float32Array(elementCount(shape)).map(() =>
          name === "classifier.weight" ? 0.07 * (number() - 0.5) : 0,
        ),
      );
  return { network, inference, weights, config: saved, task: "sequence-classification" as const };
}

function filterGraph(
  encoder: TrainableModel,
  { spellings, texts, labels }: SpamFilterOptions & { readonly labels: boolean },
): TrainableModel {
  const g = readEnds(encoder, { first, last });
  const sides = (logit: string) => g.add("Mul", [logit, g.floats([-0.5, 0.5])]);
  const wide = sides(wideLogit(g.module("wide"), { spellings, texts, dropout: labels ? 0.5 : 0 }));
  const deep = sides(deepLogit(g.module("classifier")));
  const both = g.add("Add", [deep, g.add("Mul", [wide, g.scalar(2)])]);
  g.output("logits", both, "float32", ["batch_size", 2]);
  if (labels) {
    const given = g.input("labels", "int64", ["batch_size"]);
    g.output(
      "loss",
      g.add("Add", [crossEntropy(g, wide, given), crossEntropy(g, deep, given)]),
      "float32",
      [],
    );
  }
  const built = finished(g, labels ? ["logits", "loss"] : ["logits"]);
  return { ...built, parameters: new Map([...encoder.parameters, ...built.parameters]) };
}

/** A linear layer over the mean of the tokens that are no padding, float32 [batch, 1]. */
function deepLogit(g: GraphBuilder): string {
  const shown = g.add("Cast", [endsOf("attention_mask")], { to: dataTypes.float32 });
  const mask = g.add("Unsqueeze", [shown, g.ints([-1])]);
  const sum = (x: string) => g.add("ReduceSum", [x, g.ints([1])], { keepdims: 0 });
  const mean = g.add("Div", [sum(g.add("Mul", ["last_hidden_state", mask])), sum(mask)]);
  const product = g.add("MatMul", [mean, g.parameter("weight", [hiddenSize, 1])]);
  return g.add("Add", [product, g.parameter("bias", [1])]);
}

/** The mean of −ln softmax(logits)[label]. */
function crossEntropy(g: GraphBuilder, logits: string, labels: string): string {
  const logProbabilities = g.add("LogSoftmax", [logits], { axis: -1 });
  const chosen = g.add("GatherElements", [logProbabilities, g.add("Unsqueeze", [labels, g.ints([1])])], {
    axis: 1,
  });
  return g.add("Neg", [g.add("ReduceMean", [chosen], { keepdims: 0 })]);
}

function rowsOf(table: Float32Array, ids: readonly number[]): Float32Array {
  const rows = new Float32Array(ids.length * hiddenSize);
  for (const [row, id] of ids.entries())
    rows.set(table.subarray(id * hiddenSize, (id + 1) * hiddenSize), row * hiddenSize);
  return rows;
}
