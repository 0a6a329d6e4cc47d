import type { TensorData } from "@llm-course/onnx";
import { ExampleError, RaggedExamplesError, RawTextError } from "./errors.ts";
import { type Feature, isFeatureTensor, isSequence } from "./example.ts";

type Leaf = number | bigint | boolean;

/**
 * The values of one feature as a tensor, with the examples along its first axis: int64 where all are whole numbers or
 * truth values, else float32; a Float32Array, alone or of a tensor, is float32 in any case.
 *
 * @throws RaggedExamplesError where examples differ in shape
 * @throws RawTextError for text
 * @throws ExampleError for a value that is missing
 */
export function stack(key: string, features: readonly Feature[]): TensorData {
  const shape = shapeOf(features[0]);
  const dims = [features.length, ...shape];
  const tensors = float32Tensors(features, shape);
  if (tensors) return { type: "float32", data: joined(tensors), dims };
  const leaves: Leaf[] = [];
  for (const [position, feature] of features.entries())
    flatten(feature, shape, 0, { key, position, feature, leaves });
  const isWhole = !features.some(isFloat32) && leaves.every(isWholeNumber);
  if (isWhole) return { type: "int64", data: BigInt64Array.from(leaves as number[], BigInt), dims };
  return { type: "float32", data: Float32Array.from(leaves, Number), dims };
}

function isFloat32(feature: Feature): boolean {
  return (isFeatureTensor(feature) ? feature.data : feature) instanceof Float32Array;
}

/** The values of features that are all float32 tensors of this shape, such as images: they are not looked at one by one. */
function float32Tensors(features: readonly Feature[], shape: readonly number[]): Float32Array[] | undefined {
  const values = features.flatMap((feature) =>
    isFeatureTensor(feature) && feature.data instanceof Float32Array && String(feature.dims) === String(shape)
      ? [feature.data]
      : [],
  );
  return values.length === features.length && values.length > 0 ? values : undefined;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return data;
}

interface Walk {
  readonly key: string;
  readonly position: number;
  readonly feature: Feature;
  readonly leaves: Leaf[];
}

function flatten(value: Feature, shape: readonly number[], axis: number, walk: Walk): void {
  const { key, position, feature, leaves } = walk;
  if (typeof value === "string")
    throw new RawTextError(
      { key, problem: "text where numbers belong, tokenize it or remove the column", value },
      position,
    );
  if (value === null || value === undefined)
    throw new ExampleError({ key, problem: "expected a number or numbers", value }, position);
  const given = isFeatureTensor(value) ? value.dims : isSequence(value) ? [value.length] : [];
  const expected = isFeatureTensor(value) ? shape.slice(axis) : shape.slice(axis, axis + 1);
  if (String(given) !== String(expected)) {
    const problem = `expected shape [${shape}] like the first example's, pad with a collator such as dataCollatorWithPadding; given [${shapeOf(feature)}]`;
    throw new RaggedExamplesError({ key, problem, value: feature }, position);
  }
  if (isFeatureTensor(value)) for (let i = 0; i < value.data.length; i++) leaves.push(value.data[i] as Leaf);
  else if (isSequence(value)) for (let i = 0; i < value.length; i++) flatten(value[i], shape, axis + 1, walk);
  else leaves.push(value);
}

export function shapeOf(feature: Feature): readonly number[] {
  if (isFeatureTensor(feature)) return feature.dims;
  if (!isSequence(feature)) return [];
  return [feature.length, ...(feature.length > 0 ? shapeOf(feature[0]) : [])];
}

function isWholeNumber(leaf: Leaf): boolean {
  return typeof leaf !== "number" || Number.isSafeInteger(leaf);
}
