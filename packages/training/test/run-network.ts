import { type Batch, encodeOnnx, type TrainableModel } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";

export type Outputs = Record<string, Tensor>;

/** Opens a network; the function runs it with these weights. */
export async function runner(
  { model, parameters }: TrainableModel,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<(feeds: Outputs) => Promise<Outputs>> {
  const session = await InferenceSession.create(encodeOnnx(model));
  const fed = [...parameters].map(([name, shape]) => {
    const values = weights.get(name) as Float32Array<ArrayBuffer>;
    return [name, new Tensor("float32", values, shape)] as const;
  });
  return async (feeds) => {
    const all: Outputs = { ...Object.fromEntries(fed), ...feeds };
    return (await session.run(
      Object.fromEntries(session.inputNames.map((n) => [n, all[n] as Tensor])),
    )) as Outputs;
  };
}

/** Equally long rows, or one number for each. */
export function int64(rows: readonly (readonly number[])[] | readonly number[]): Tensor {
  const dims = Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length];
  return new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), dims);
}

export const values = (tensor: Tensor | undefined) => Array.from(tensor?.data as Float32Array);

/** As a compiled model takes it. */
export function batchOf(feeds: Outputs): Batch {
  return feeds as unknown as Batch;
}

/** The largest difference of two lists of numbers; infinite where they differ in length. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
}
