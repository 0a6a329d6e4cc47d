import type { TensorData, TensorValues } from "@llm-course/onnx";
import { GatherError } from "./errors.ts";

/** What all processes' values of a type are together. */
export type Gathered<T> = [T] extends [TensorData]
  ? TensorData
  : [T] extends [readonly (infer Item)[]]
    ? Item[]
    : T[];

/**
 * Joins the values of all processes, by rank.
 *
 * @throws GatherError for tensors of different types or shapes behind the first axis
 */
export function concatenated<T>(values: readonly T[]): Gathered<T> {
  const tensors: readonly unknown[] = values;
  if (tensors.every(isTensor)) return concatenatedTensors(tensors) as Gathered<T>;
  return values.flat() as Gathered<T>;
}

function concatenatedTensors(tensors: readonly TensorData[]): TensorData {
  const [{ type, dims, data }] = tensors as readonly [TensorData];
  for (const [rank, other] of tensors.entries())
    if (other.type !== type || String(other.dims.slice(1)) !== String(dims.slice(1)))
      throw new GatherError(
        `tensors of all processes must have one type and one shape behind the first axis, ${type} [${dims}] in process 0, in ${rank}: ${other.type} [${other.dims}]`,
      );
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.dims[0] ?? 1), 0);
  const length = tensors.reduce((sum, tensor) => sum + tensor.data.length, 0);
  const joined = new (data.constructor as new (length: number) => TensorValues)(length);
  let at = 0;
  for (const tensor of tensors) {
    joined.set(tensor.data as never, at);
    at += tensor.data.length;
  }
  return { type, data: joined, dims: [rows, ...dims.slice(1)] };
}

function isTensor(value: unknown): value is TensorData {
  return typeof value === "object" && value !== null && "dims" in value && "data" in value && "type" in value;
}
