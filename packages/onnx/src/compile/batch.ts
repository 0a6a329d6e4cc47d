import type { ModelProto } from "onnx-buf";
import { dataTypes } from "../data-type.ts";
import { BatchError } from "../errors.ts";
import { elementCount } from "../stored-tensor.ts";
import type { Dimension } from "../value-info.ts";

/** The elements of a tensor; a class for each type onnxruntime takes from JavaScript. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** A tensor as plain data. Those of transformers.js and onnxruntime have these fields, too. */
export interface TensorData {
  readonly type: string;
  readonly data: TensorValues;
  readonly dims: readonly number[];
}

/** Inputs or outputs of a model by name. */
export type Batch = Readonly<Record<string, TensorData>>;

/** What a graph expects of an input. */
export interface InputSpec {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly Dimension[];
}

/** The inputs of a model but those in `given`, such as its weights. */
export function inputSpecs({ graph }: ModelProto, given: ReadonlySet<string>): InputSpec[] {
  const constants = new Set(graph?.initializer.map(({ name }) => name));
  return (graph?.input ?? [])
    .filter(({ name }) => !given.has(name) && !constants.has(name))
    .map(({ name, type }) => {
      const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
      const known = Object.entries(dataTypes).find(([, code]) => code === tensor?.elemType);
      const shape = (tensor?.shape?.dim ?? []).map(({ value }, axis) =>
        value.case === "dimValue" ? Number(value.value) : value.value || `${name}[${axis}]`,
      );
      return { name, type: known?.[0] ?? "unknown", shape };
    });
}

/**
 * @returns the size of each named dimension
 * @throws BatchError for an input that is missing, or of another type or shape than the graph's; one name stands
 *   for one size in all inputs
 */
export function checkBatch(specs: readonly InputSpec[], batch: Batch): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, type, shape } of specs) {
    const expected = `${type} [${shape.join(", ")}]`;
    const tensor = batch[name];
    if (!tensor)
      throw new BatchError(name, expected, `nothing; the batch has ${Object.keys(batch).join(", ")}`);
    const given = `${tensor.type} [${tensor.dims.join(", ")}]`;
    const fits = shape.every((size, axis) => {
      const dim = tensor.dims[axis] as number;
      if (typeof size === "number") return size === dim;
      const known = sizes.get(size) ?? dim;
      sizes.set(size, known);
      return known === dim;
    });
    if (tensor.type !== type || tensor.dims.length !== shape.length || !fits) {
      const named = [...sizes].map(([size, value]) => `${size} = ${value}`).join(", ");
      throw new BatchError(name, named ? `${expected} with ${named}` : expected, given);
    }
    if (elementCount(tensor.dims) !== tensor.data.length)
      throw new BatchError(name, `${elementCount(tensor.dims)} elements for ${given}`, tensor.data.length);
  }
  return sizes;
}
