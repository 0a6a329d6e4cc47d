import { create } from "@bufbuild/protobuf";
import { type ModelProto, type TensorProto, TensorProtoSchema } from "onnx-buf";
import { dataTypes } from "./data-type.ts";
import { withoutDropout } from "./dropout/without-dropout.ts";
import { GraphError, MissingWeightError, WeightMismatchError } from "./errors.ts";
import type { TrainableModel } from "./graph-builder.ts";
import { isFloatDtype, type StoredTensor } from "./stored-tensor.ts";
import { toFloat32 } from "./to-float32.ts";

/**
 * The model with its parameters as float32 constants instead of inputs and without dropout, as inference wants it.
 * Weights that the model does not name are left out; F16 and BF16 become float32.
 *
 * @throws MissingWeightError for a parameter without a weight
 * @throws WeightMismatchError for a weight of another shape, or of another dtype than F32, F16 and BF16
 */
export async function bindWeights(
  network: TrainableModel,
  weights: ReadonlyMap<string, StoredTensor>,
): Promise<ModelProto> {
  const { model, parameters } = withoutDropout(network);
  const { graph } = model;
  if (!graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const initializers: TensorProto[] = [];
  for (const [name, shape] of parameters)
    initializers.push(await initializer(name, shape, weights.get(name)));
  return {
    ...model,
    graph: {
      ...graph,
      input: graph.input.filter(({ name }) => !parameters.has(name)),
      initializer: [...graph.initializer, ...initializers],
    },
  };
}

async function initializer(
  name: string,
  shape: readonly number[],
  weight?: StoredTensor,
): Promise<TensorProto> {
  if (!weight) throw new MissingWeightError(name, shape);
  if (String(weight.shape) !== String(shape))
    throw new WeightMismatchError(name, `shape [${shape}]`, `[${weight.shape}]`);
  if (!isFloatDtype(weight.dtype))
    throw new WeightMismatchError(name, "dtype F32, F16 or BF16", weight.dtype);
  const { buffer, byteOffset, byteLength } = toFloat32(await weight.read(), weight.dtype);
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: dataTypes.float32,
    rawData: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  });
}
