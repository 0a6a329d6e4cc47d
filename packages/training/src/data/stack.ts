import type { TensorData } from "@llm-course/onnx";
import { ExampleError, RaggedExamplesError, RawTextError } from "./errors.ts";
import type { Feature } from "./example.ts";

type Leaf = number | bigint | boolean;

/**
 * The values of one feature as a tensor, with the examples along its first axis: int64 where all are whole numbers or
 * truth values, else float32; a Float32Array is float32 in any case.
 *
 * @throws RaggedExamplesError where examples differ in shape
 * @throws RawTextError for text
 * @throws ExampleError for a value that is missing
 */
export function stack(key: string, features: readonly Feature[]): TensorData {
  const leaves: Leaf[] = [];
  const shape = shapeOf(features[0]);
  for (const [position, feature] of features.entries())
    flatten(feature, shape, 0, { key, position, feature, leaves });
  const isWhole =
    features.every((feature) => !(feature instanceof Float32Array)) && leaves.every(isWholeNumber);
  const dims = [features.length, ...shape];
  if (isWhole) return { type: "int64", data: BigInt64Array.from(leaves as number[], BigInt), dims };
  return { type: "float32", data: Float32Array.from(leaves, Number), dims };
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
  const length = typeof value === "object" ? value.length : undefined;
  if (length !== shape[axis]) {
    const problem = `expected shape [${shape}] like the first example's, pad with a collator such as dataCollatorWithPadding; given [${shapeOf(feature)}]`;
    throw new RaggedExamplesError({ key, problem, value: feature }, position);
  }
  if (typeof value !== "object") leaves.push(value);
  else for (let i = 0; i < value.length; i++) flatten(value[i], shape, axis + 1, walk);
}

function shapeOf(feature: Feature): number[] {
  if (typeof feature !== "object" || feature === null) return [];
  return [feature.length, ...(feature.length > 0 ? shapeOf(feature[0]) : [])];
}

function isWholeNumber(leaf: Leaf): boolean {
  return typeof leaf !== "number" || Number.isSafeInteger(leaf);
}
