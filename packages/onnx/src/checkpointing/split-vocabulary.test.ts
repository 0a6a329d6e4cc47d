import { expect, test } from "vitest";
import { compile } from "../compile/compile.ts";
import { dataTypes } from "../data-type.ts";
import { GraphBuilder, type TrainableModel } from "../graph-builder.ts";
import { prune } from "../prune.ts";
import { splitVocabulary } from "./split-vocabulary.ts";

const width = 4;
const classes = 5000;

interface HeadOptions {
  /** Whether the weight of the logits is also the table of the embeddings. */
  readonly tied?: boolean;
  readonly bias?: readonly number[];
  /** Whether the mean over all classes counts, too, as in label smoothing. */
  readonly smoothed?: boolean;
}

/** Embeddings, a layer, logits of a vocabulary and their cross entropy; labels below 0 do not count. */
function languageModel({ tied = false, bias, smoothed = false }: HeadOptions = {}): TrainableModel {
  const g = new GraphBuilder("languageModel");
  const table = g.parameter("table", [classes, width]);
  const embedded = g.add("Gather", [table, g.input("ids", "int64", ["batch", "length"])]);
  const x = g.add("Tanh", [g.add("MatMul", [embedded, g.parameter("layer", [width, width])])]);
  const weight = tied ? table : g.parameter("head", [classes, width]);
  const products = g.add("MatMul", [x, g.add("Transpose", [weight], { perm: [1, 0] })]);
  const logits = bias ? g.add("Add", [products, g.parameter("bias", bias)]) : products;
  g.output("logits", logits, "float32", ["batch", "length", classes]);
  const labels = g.input("labels", "int64", ["batch", "length"]);
  const counts = g.add("Cast", [g.add("GreaterOrEqual", [labels, g.ints(0)])], { to: dataTypes.float32 });
  const logProbabilities = g.add("LogSoftmax", [logits], { axis: -1 });
  const chosen = g.add("Unsqueeze", [g.add("Max", [labels, g.ints(0)]), g.ints([-1])]);
  const found = g.add("GatherElements", [logProbabilities, chosen], { axis: -1 });
  const mean = smoothed ? g.add("ReduceMean", [logProbabilities], { axes: [-1], keepdims: 1 }) : found;
  const both = g.add("Squeeze", [g.add("Add", [found, mean]), g.ints([-1])]);
  const sum = g.add("ReduceSum", [g.add("Mul", [both, counts])], { keepdims: 0 });
  g.output(
    "loss",
    g.add("Neg", [g.add("Div", [sum, g.add("ReduceSum", [counts], { keepdims: 0 })])]),
    "float32",
    [],
  );
  return g.build();
}

/** With axes of reductions as inputs. */
function inOpset18(network: TrainableModel): TrainableModel {
  const opsetImport = network.model.opsetImport.map((each) => ({ ...each, version: 18n }));
  return { ...network, model: { ...network.model, opsetImport } };
}

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase));
const int64 = (values: readonly number[][]) => ({
  type: "int64",
  data: BigInt64Array.from(values.flat(), BigInt),
  dims: [values.length, values[0]?.length ?? 0],
});
const batch = {
  ids: int64([
    [1, 2, 4999],
    [2, 2047, 3],
  ]),
  labels: int64([
    [0, 4999, 1700],
    [-100, 2, 3500],
  ]),
};

test.each<[string, TrainableModel, readonly string[]]>([
  ["untied", languageModel(), []],
  ["tied", languageModel({ tied: true }), []],
  ["with a bias", languageModel({ bias: [classes] }), []],
  [
    "tied, with a bias of two axes that is frozen",
    languageModel({ tied: true, bias: [1, classes] }),
    ["bias"],
  ],
  ["smoothed", languageModel({ tied: true, bias: [classes], smoothed: true }), []],
  ["of frozen embeddings", languageModel({ tied: true }), ["table"]],
  ["in operator set 18", inOpset18(languageModel({ tied: true, bias: [classes] })), []],
])("%s: loss and gradients are those of all logits at a time", async (_, graph, frozen) => {
  const { parts } = splitVocabulary(prune(graph.model, ["loss"]), graph.parameters);
  const ofWeight = [...parts.values()].filter(({ shape }) => shape.at(-1) === width);
  expect(ofWeight.length).toBeGreaterThan(2);
  expect(ofWeight.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0)).toBe(classes);

  const weights = new Map(
    [...graph.parameters].map(([name, shape], i) => [
      name,
      wave(
        shape.reduce((a, b) => a * b, 1),
        i,
      ),
    ]),
  );
  const results = [];
  for (const gradientCheckpointing of [false, true]) {
    const trainable = (name: string) => !frozen.includes(name);
    await using model = await compile({ graph, weights, trainable, gradientCheckpointing });
    const losses = [];
    // The second pass adds to the gradients of the first.
    for (const scale of [1, 0.5]) losses.push((await model.backward(batch, { scale })).loss);
    const gradients = new Map<string, Float32Array | undefined>();
    for (const name of weights.keys()) gradients.set(name, await model.gradient(name));
    results.push({ losses, gradients });
  }
  const [whole, split] = results;
  for (const [i, loss] of whole?.losses.entries() ?? []) expect(split?.losses[i]).toBeCloseTo(loss, 5);
  for (const [name, expected] of whole?.gradients ?? []) {
    const actual = split?.gradients.get(name);
    expect(actual?.length, name).toBe(expected?.length);
    const errors = Array.from(expected ?? [], (value, i) => Math.abs(value - (actual?.[i] ?? Number.NaN)));
    expect(Math.max(0, ...errors), name).toBeLessThan(5e-6);
    expect(expected?.some((value) => value !== 0) ?? frozen.includes(name), name).toBe(true);
  }
});

test("what reads logits as a whole leaves the model as it is", () => {
  const { model, parameters } = languageModel();
  for (const [outputs, weights] of [
    [["loss", "logits"], parameters],
    [["loss"], new Map([["table", [classes, width]]])],
  ] as const) {
    const pruned = prune(model, outputs);
    expect(splitVocabulary(pruned, weights)).toEqual({ model: pruned, parts: new Map(), borders: [] });
  }
});
