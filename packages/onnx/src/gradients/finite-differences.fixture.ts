import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import { GraphBuilder } from "../graph-builder.ts";
import { elementCount } from "../stored-tensor.ts";
import type { Dimension } from "../value-info.ts";
import { differentiate, gradientName } from "./differentiate.ts";

/** An input of a checked function, with uniformly random values between two bounds. */
export interface RandomInput {
  readonly type: "float" | "int64";
  readonly shape: readonly Dimension[];
  readonly low: number;
  readonly high: number;
}

export const real = (...shape: Dimension[]): RandomInput => ({ type: "float", shape, low: -1.5, high: 1.5 });
export const positive = (...shape: Dimension[]): RandomInput => ({ type: "float", shape, low: 0.5, high: 2 });
/** Integers from `low` to `high`, both included. */
export const index = (low: number, high: number, ...shape: Dimension[]): RandomInput => ({
  type: "int64",
  shape,
  low,
  high,
});

/** A function whose gradients are compared with finite differences. */
export interface Case {
  readonly inputs: Readonly<Record<string, RandomInput>>;
  /** Adds the function to the graph, whose inputs are made already, and gives the name of its result. */
  readonly build: (g: GraphBuilder) => string;
  /** For operators that onnxruntime has no float64 kernel of; the comparison is then coarser. */
  readonly float32?: boolean;
  /** Operator sets to check in; by default the one GraphBuilder writes and the newest that is differentiated. */
  readonly opsets?: readonly number[];
}

/** Sizes of the named dimensions, one object per run of the one session. `maybe_one` is broadcast in the first. */
const runs = [
  { batch_size: 2, sequence_length: 3, maybe_one: 1, height: 4, width: 5 },
  { batch_size: 3, sequence_length: 2, maybe_one: 3, height: 5, width: 6 },
];

/**
 * Checks every partial derivative of Σ sin(f + 0.3) with respect to the float inputs of f against the
 * central difference, for each of `runs`. The sine gives every element of f a gradient of its own.
 */
export async function expectFiniteDifferences(name: string, checked: Case, opset = 17): Promise<ModelProto> {
  const precision = checked.float32
    ? ({ type: "float32", step: 1e-2, tolerance: 2e-3 } as const)
    : ({ type: "float64", step: 1e-6, tolerance: 1e-7 } as const);
  const model = lossModel(name, checked, precision.type, opset);
  const wrt = Object.keys(checked.inputs).filter((input) => checked.inputs[input]?.type === "float");
  const differentiated = await differentiate(model, { loss: "loss", wrt });
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, differentiated), {
    logSeverityLevel: 3,
  });
  const random = uniform(42);
  for (const sizes of runs) {
    const feeds = Object.fromEntries(
      Object.entries(checked.inputs).map(([key, input]) => [
        key,
        sample(input, sizes, precision.type, random),
      ]),
    );
    const results = await session.run(feeds);
    for (const input of wrt) {
      const { data, dims } = results[gradientName(input)] as Tensor;
      expect(dims, `shape of the gradient of ${input}`).toEqual(feeds[input]?.dims);
      const expected = await differences(session, feeds, input, precision.step);
      const scale = Math.max(...expected.map(Math.abs));
      // A gradient as small as the tolerance would pass whatever it is.
      expect(scale, `${input} must matter`).toBeGreaterThan(100 * precision.tolerance);
      const error = Math.max(...expected.map((value, i) => Math.abs(value - Number(data[i]))));
      expect(error / Math.max(scale, 1), `gradient of ${input}`).toBeLessThan(precision.tolerance);
    }
  }
  await session.release();
  return differentiated;
}

function lossModel(
  name: string,
  { inputs, build }: Case,
  type: "float32" | "float64",
  opset: number,
): ModelProto {
  const g = new GraphBuilder(name);
  for (const [key, input] of Object.entries(inputs))
    g.input(key, input.type === "float" ? type : input.type, input.shape);
  const sine = g.add("Sin", [g.add("Add", [build(g), g.scalar(0.3, type)])]);
  g.output("loss", g.add("ReduceSum", [sine], { keepdims: 0 }), type, []);
  const { model } = g.build();
  for (const set of model.opsetImport) set.version = BigInt(opset);
  return model;
}

function sample(
  { type, shape, low, high }: RandomInput,
  sizes: Readonly<Record<string, number>>,
  floatType: "float32" | "float64",
  random: () => number,
): Tensor {
  const dims = shape.map((size) => (typeof size === "number" ? size : (sizes[size] as number)));
  const values = Array.from({ length: elementCount(dims) }, () => low + (high - low) * random());
  if (type === "int64")
    return new Tensor(
      "int64",
      BigInt64Array.from(values, (v) => BigInt(Math.round(v))),
      dims,
    );
  return floatType === "float64"
    ? new Tensor("float64", Float64Array.from(values), dims)
    : new Tensor("float32", Float32Array.from(values), dims);
}

/** (f(x + h) − f(x − h)) / 2h for each element of one input. */
async function differences(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  input: string,
  step: number,
): Promise<number[]> {
  const data = feeds[input]?.data as Float32Array | Float64Array;
  const at = async (i: number, value: number) => {
    data[i] = value;
    return Number((await session.run(feeds, ["loss"])).loss?.data[0]);
  };
  const derivatives: number[] = [];
  for (const [i, value] of data.entries()) {
    const [above, below] = [await at(i, value + step), await at(i, value - step)];
    data[i] = value;
    derivatives.push((above - below) / (2 * step));
  }
  return derivatives;
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
