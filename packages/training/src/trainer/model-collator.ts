import type { Batch, TensorData } from "@llm-course/onnx";
import { checkExample, type ExampleLimits } from "../data/check-example.ts";
import type { DataCollator } from "../data/collator.ts";
import { ExampleError, RawTextError } from "../data/errors.ts";
import type { Example } from "../data/example.ts";

export interface ModelCollatorOptions {
  /** The inputs of the model by name. */
  readonly inputs: ReadonlyMap<string, { readonly type: string }>;
  readonly limits?: ExampleLimits | undefined;
  readonly removeUnusedColumns: boolean;
}

/**
 * A collator for a model: leaves out what neither the model has an input for nor the collator reads, checks each example, and gives whole numbers the
 * model's type where that is float32, as labels of a regression may all be whole.
 *
 * @throws RawTextError for an example that was not tokenized
 */
export function modelCollator(collate: DataCollator, options: ModelCollatorOptions): DataCollator {
  const { inputs, limits, removeUnusedColumns } = options;
  const { reads = [] } = collate;
  const used = (key: string) =>
    inputs.has(key) || reads.includes(key) || (isLabel(key) && inputs.has("labels"));
  return (examples, origin) => {
    const kept = examples.map((example, position) => {
      if (inputs.has("input_ids")) checkTokenized(example, position);
      if (limits) checkExample(example, position, limits);
      if (!removeUnusedColumns) return example;
      return Object.fromEntries(Object.entries(example).filter(([key]) => used(key)));
    });
    const batch: Batch = collate(kept, origin);
    return Object.fromEntries(
      Object.entries(batch).map(([name, tensor]) => [name, cast(tensor, inputs.get(name)?.type)]),
    );
  };
}

function isLabel(key: string): boolean {
  return key === "label" || key === "label_ids";
}

function checkTokenized(example: Example, position: number): void {
  if (example.input_ids !== undefined) return;
  const text = Object.entries(example).find(([, value]) => typeof value === "string");
  if (text) {
    const problem = "text where the model needs input_ids, tokenize it first";
    throw new RawTextError({ key: text[0], problem, value: text[1] }, position);
  }
  const problem = "the model needs it; the example has";
  throw new ExampleError({ key: "input_ids", problem, value: Object.keys(example) }, position);
}

function cast(tensor: TensorData, type: string | undefined): TensorData {
  if (type !== "float32" || tensor.type !== "int64") return tensor;
  return { type, data: Float32Array.from(tensor.data as BigInt64Array, Number), dims: tensor.dims };
}
