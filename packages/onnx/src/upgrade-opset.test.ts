import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  AttributeProto_AttributeType as Type,
  type TypeProto,
} from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { type AttributeValue, float } from "./attribute.ts";
import { GraphError, OpsetUpgradeError } from "./errors.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { opsetChanges } from "./opset-changes.ts";
import { upgradeOpset } from "./upgrade-opset.ts";

interface OldNode {
  readonly shape: readonly number[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Inputs after the first. */
  readonly others?: (g: GraphBuilder) => string[];
  /** Rank of the result; by default that of the input. */
  readonly rank?: number;
  readonly outputs?: number;
  /** The operator set of the model; default 11. */
  readonly from?: number;
  /** The newest operator set that onnxruntime has a kernel for; default 22. */
  readonly newest?: number;
}

function oldModel(opType: string, { shape, attributes = {}, others, rank, outputs = 1, from = 11 }: OldNode) {
  const g = new GraphBuilder(opType);
  const x = g.input("x", "float32", shape);
  const values = g.addMany(opType, [x, ...(others?.(g) ?? [])], outputs, attributes);
  const sizes = Array.from({ length: rank ?? shape.length }, (_, axis) => `size_${axis}`);
  const types = opType === "TopK" ? (["float32", "int64"] as const) : [];
  for (const [i, value] of values.entries()) g.output(`z${i}`, value, types[i] ?? "float32", sizes);
  const { model } = g.build();
  for (const set of model.opsetImport) set.version = BigInt(from);
  return model;
}

async function run(model: ModelProto, x: Tensor): Promise<unknown> {
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, model), { logSeverityLevel: 3 });
  const results = await session.run({ x });
  await session.release();
  return Object.entries(results).map(([name, { dims, data }]) => ({ name, dims, data }));
}

/** Values from −1 to 1 that look random and are the same everywhere. */
function noise(shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return new Tensor(
    "float32",
    Float32Array.from({ length: count }, (_, i) => Math.sin(97 * i + 1)),
    shape,
  );
}

const statistics = (g: GraphBuilder) => [vector(g, 2), vector(g, 0.5), vector(g, 0.1), vector(g, 4)];

const positiveNoise = (tensor: Tensor) =>
  new Tensor(
    "float32",
    (tensor.data as Float32Array).map((value) => value + 1.5),
    tensor.dims,
  );

const reduction: Readonly<Record<string, OldNode>> = {
  "given axes": { shape: [2, 3, 4], attributes: { axes: [0, -1], keepdims: 0 }, rank: 1 },
  "axes that stay": { shape: [2, 3, 4], attributes: { axes: [1] } },
  "all axes": { shape: [2, 3, 4] },
};

const softmax: Readonly<Record<string, OldNode>> = {
  "axis 1 by default, over all that follows": { shape: [2, 3, 4] },
  "the last axis": { shape: [2, 3, 4], attributes: { axis: -1 } },
  "the last axis, counted from the start": { shape: [2, 3, 4], attributes: { axis: 2 } },
  "an axis from the end": { shape: [2, 3, 4], attributes: { axis: -2 } },
  "all axes": { shape: [2, 3, 4], attributes: { axis: 0 } },
};

const vector = (g: GraphBuilder, value: number) => g.add("Expand", [g.scalar(value), g.ints([3])]);

/** Scales of the two last axes, of sizes 2 and 3; before 9 an attribute, and before 11 without a mode of coordinates. */
function resizing(opType: string, from: number): Readonly<Record<string, OldNode>> {
  const scales = (vertical: number, horizontal: number) => (g: GraphBuilder) => [
    g.floats([1, 1, vertical, horizontal]),
  ];
  const [shape, linear] = [[1, 1, 2, 3], { mode: "linear" }];
  const asked = { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
  if (opType === "Upsample")
    return {
      nearest: { shape, from, others: scales(2, 3) },
      linear: { shape, from, others: scales(2, 1.5), attributes: linear },
      "scales as an attribute": { shape, from: 7, attributes: { scales: [1, 1, 2, 2].map(float) } },
    };
  return {
    nearest: {
      ...{ shape, attributes: asked },
      others: (g) => [g.add("ConstantOfShape", [g.ints([0])]), ...scales(2, 2)(g)],
    },
    "nearest in 10": { shape, from, others: scales(1.5, 2) },
    "nearest and smaller in 10": { shape: [1, 1, 4, 6], from, others: scales(0.5, 0.4) },
    "linear in 10": { shape, from, others: scales(2, 0.7), attributes: linear },
  };
}

const cases: Readonly<Record<string, Readonly<Record<string, OldNode>>>> = {
  BatchNormalization: {
    inference: { shape: [2, 3, 4], others: statistics },
    "statistics of channels in 8": {
      ...{ shape: [2, 3, 4], from: 8, others: statistics },
      attributes: { spatial: 1, epsilon: float(1e-3) },
    },
  },
  Cast: { "to float32": { shape: [2, 3], attributes: { to: 1 } } },
  Clip: {
    bounds: { shape: [2, 3], others: (g) => [g.scalar(-0.5), g.scalar(0.5)] },
    "bounds as attributes": { shape: [2, 3], from: 7, attributes: { min: float(-0.5), max: float(0.25) } },
    "one bound": { shape: [2, 3], from: 10, attributes: { max: float(0.25) } },
    "no bound": { shape: [2, 3], from: 9 },
  },
  Dropout: {
    inference: { shape: [2, 3], attributes: { ratio: float(0.25) } },
    "ratio by default": { shape: [2, 3] },
    "in 7": { shape: [2, 3], from: 7, attributes: { ratio: float(0.25) } },
  },
  GridSample: Object.fromEntries(
    ["bilinear", "bicubic", "nearest", undefined].map((mode) => [
      mode ?? "the usual mode",
      {
        ...{ shape: [1, 1, 2, 3], from: 16, attributes: (mode ? { mode } : {}) as Record<string, string> },
        others: (g: GraphBuilder) => [g.add("Unsqueeze", [g.floats([-0.3, 0.4]), g.ints([0, 1, 2])])],
      },
    ]),
  ),
  Hardmax: softmax,
  LogSoftmax: softmax,
  Pad: {
    constant: { shape: [2, 3], others: (g) => [g.ints([0, 1, 0, 2]), g.scalar(7)] },
    "pads as an attribute": { shape: [2, 3], from: 9, attributes: { pads: [0, 1, 0, 2], value: float(7) } },
    reflecting: { shape: [2, 3], from: 10, attributes: { pads: [0, 1, 0, 2], mode: "reflect" } },
  },
  ...Object.fromEntries(
    ["Sum", "Mean", "Max", "Min", "Prod", "L1", "L2", "LogSum", "LogSumExp", "SumSquare"].map((name) => [
      `Reduce${name}`,
      reduction,
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        ["Resize", 10],
        ["Upsample", 9],
      ] as const
    ).map(([name, from]) => [name, resizing(name, from)]),
  ),
  Slice: {
    "some axes": { shape: [3, 4], from: 9, attributes: { starts: [1, 0], ends: [9, -1], axes: [0, 1] } },
    "the first axes": { shape: [3, 4], from: 7, attributes: { starts: [1], ends: [3] } },
  },
  TopK: { "k as an attribute": { shape: [2, 5], from: 9, outputs: 2, attributes: { k: 3, axis: 1 } } },
  Scatter: {
    "of elements": {
      shape: [3, 2],
      from: 9,
      attributes: { axis: 0 },
      others: (g) => [
        g.add("Unsqueeze", [g.ints([2, 0])], { axes: [0] }),
        g.add("Unsqueeze", [g.floats([5, 6])], { axes: [0] }),
      ],
    },
  },
  RoiAlign: {
    "no shift of half a pixel": {
      shape: [1, 1, 6, 6],
      newest: 18,
      attributes: { output_height: 2, output_width: 2 },
      others: (g) => [
        g.add("Cast", [g.add("Unsqueeze", [g.ints([0, 1, 4, 5])], { axes: [0] })], { to: 1 }),
        g.ints([0]),
      ],
    },
  },
  Softmax: softmax,
  Split: {
    "equal parts": { shape: [2, 6], attributes: { axis: 1 }, outputs: 3 },
    "given sizes": { shape: [2, 6], attributes: { axis: 1, split: [1, 5] }, outputs: 2 },
  },
  Squeeze: {
    "one axis": { shape: [1, 3, 1], attributes: { axes: [-1] }, rank: 2 },
    "all axes": { shape: [1, 3, 1], rank: 1 },
  },
  Unsqueeze: { "two axes": { shape: [3], attributes: { axes: [0, 2] }, rank: 3 } },
};

describe("a model gives the same in the newer operator sets", () => {
  for (const [opType, nodes] of Object.entries(cases))
    for (const [name, node] of Object.entries(nodes))
      test.each([17, 18, 22].filter((version) => version <= (node.newest ?? 22)))(
        `${opType}, ${name}: operator set ${node.from ?? 11} to %i`,
        async (version) => {
          const model = oldModel(opType, node);
          const upgraded = upgradeOpset(model, version);
          expect(upgraded.opsetImport).toMatchObject([{ domain: "", version: BigInt(version) }]);
          const x = opType === "ReduceLogSum" ? positiveNoise(noise(node.shape)) : noise(node.shape);
          expect(await run(upgraded, x)).toEqual(await run(model, x));
        },
      );
});

/** Changes that no node of the newer operator set says, and an error does. */
const refused: Readonly<Record<string, OldNode & { to: number }>> = {
  DFT: { shape: [1, 4, 1], from: 17, to: 20 },
  GroupNormalization: { shape: [1, 2, 2], from: 18, to: 21 },
  Scan: { shape: [2], from: 8, to: 17 },
};

test.each(Object.entries(refused))("%s cannot be upgraded, and its node is named", (opType, node) => {
  const upgrading = () => upgradeOpset(oldModel(opType, node), node.to);
  const { from = 11, to } = node;
  expect(upgrading).toThrow(new OpsetUpgradeError(opType, opType, from, to));
  expect(upgrading).toThrow(
    `no upgrade from operator set ${from} to ${to}, export the model with ${to}: ${opType} (node ${opType})`,
  );
});

test("uses of an operator that have no upgrade are refused, others are not", () => {
  const attributes = { coordinate_transformation_mode: "tf_half_pixel_for_nn" };
  expect(() => upgradeOpset(oldModel("Resize", { shape: [1], attributes }))).toThrow(OpsetUpgradeError);
  const others: readonly [string, OldNode][] = [
    ["BatchNormalization", { shape: [1], outputs: 5 }],
    ["BatchNormalization", { shape: [1], from: 8, attributes: { spatial: 0 } }],
    ["Scatter", { shape: [2] }],
    ["Upsample", { shape: [2] }],
    // Larger and smaller at once, and nearest by scales that a run computes.
    ["Resize", { shape: [2, 2], from: 10, others: (g) => [g.floats([2, 0.5])] }],
    ["Resize", { shape: [2], from: 10, others: (g) => [g.add("Exp", ["x"])] }],
  ];
  for (const [opType, node] of others)
    expect(() => upgradeOpset(oldModel(opType, node))).toThrow(OpsetUpgradeError);
});

test("every change is tried", () => {
  const tried = new Set([...Object.keys(cases), ...Object.keys(refused)]);
  expect(Object.keys(opsetChanges).filter((opType) => !tried.has(opType))).toEqual([]);
});

test("subgraphs are upgraded, and names in them stay apart from those outside", async () => {
  const model = oldModel("Identity", { shape: [2, 3] });
  const [input] = model.graph?.input ?? [];
  const branch = create(GraphProtoSchema, {
    name: "branch",
    node: [
      create(NodeProtoSchema, {
        opType: "ReduceSum",
        input: ["x"],
        output: ["sum"],
        attribute: [{ name: "axes", type: Type.INTS, ints: [1n] }],
      }),
    ],
    output: [{ name: "sum", type: input?.type as TypeProto }],
  });
  const attribute = ["then_branch", "else_branch"].map((name) => ({ name, type: Type.GRAPH, g: branch }));
  model.graph?.initializer.push(
    create(TensorProtoSchema, { name: "sum.axes", dataType: 9, rawData: Uint8Array.of(1) }),
  );
  model.graph?.node.splice(
    0,
    1,
    create(NodeProtoSchema, { opType: "If", input: ["sum.axes"], output: ["Identity"], attribute }),
  );
  const x = noise([2, 3]);
  expect(await run(upgradeOpset(model), x)).toEqual(await run(model, x));
});

test("operators of other domains stay, and so does the model that was given", () => {
  const model = oldModel("Squeeze", { shape: [1], attributes: { axes: [0] }, rank: 0 });
  for (const node of model.graph?.node ?? []) node.domain = "com.microsoft";
  const before = toBinary(ModelProtoSchema, model);
  expect(upgradeOpset(model).graph?.node).toEqual(model.graph?.node);
  expect(toBinary(ModelProtoSchema, model)).toEqual(before);
});

test.each([
  [6, 17],
  [18, 17],
  [17, 23],
])("a model of operator set %i is not brought to %i", (from, to) => {
  expect(() => upgradeOpset(oldModel("Neg", { shape: [1], from }), to)).toThrow(
    new GraphError(
      `unsupported upgrade to operator set ${to}, expected a model of 7 up to it, at most 22: ${from}`,
    ),
  );
});
