import type { GraphProto, ModelProto, TensorProto } from "onnx-buf";
import { changed } from "./changed.ts";
import { dataTypes } from "./data-type.ts";
import { GraphError } from "./errors.ts";
import { GraphBuilder, type TrainableModel } from "./graph-builder.ts";
import { operatorSets } from "./operator-name.ts";
import { elementCount } from "./stored-tensor.ts";
import { toFloat32 } from "./to-float32.ts";
import { upgradeOpset } from "./upgrade-opset.ts";

/** The oldest operator set whose graphs can be extended and differentiated. */
const oldest = 17;

/** An exported model, ready to be trained. */
export interface FromOnnx {
  readonly network: TrainableModel;
  /** The values of each parameter of the network. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Turns the weights of an exported model into inputs, as training wants them: every float32 initializer of two
 * elements and more, under its own name. Single numbers stay constants. A model of an older operator set than 17
 * is brought to that one. `bindWeights` does the reverse.
 *
 * @param model what `readOnnx` gives; it stays as it is
 * @param options.allocate gives the memory for a weight, default: of this process's heap
 * @throws GraphError for a model without float32 weights, such as a quantised one
 */
export function fromOnnx(
  model: ModelProto,
  {
    allocate = (elementCount) => new Float32Array(elementCount),
  }: { allocate?: (elementCount: number, parameter: string) => Float32Array } = {},
): FromOnnx {
  const recent = (operatorSets(model).get("") ?? 0) < oldest ? upgradeOpset(model, oldest) : model;
  const { graph } = recent;
  const tensors = graph?.initializer.filter(isWeight) ?? [];
  if (!graph || tensors.length === 0)
    throw new GraphError(`model without float32 weights, export it in float32: ${model.producerName}`);

  const builder = GraphBuilder.extending(changed(recent, { graph: without(graph, tensors) }));
  const weights = new Map<string, Float32Array>();
  for (const tensor of tensors) {
    const shape = tensor.dims.map(Number);
    const values = allocate(elementCount(shape), tensor.name);
    values.set(valuesOf(tensor));
    weights.set(builder.parameter(tensor.name, shape), values);
  }
  const { model: built, parameters } = builder.build();
  return { network: { model: changed(recent, { graph: built.graph }), parameters }, weights };
}

function isWeight({ dataType, dims }: TensorProto): boolean {
  return dataType === dataTypes.float32 && elementCount(dims.map(Number)) >= 2;
}

/** The graph without some initializers, which models of old versions also list as inputs. */
function without(graph: GraphProto, tensors: readonly TensorProto[]): GraphProto {
  const names = new Set(tensors.map(({ name }) => name));
  const others = <T extends { readonly name: string }>(list: T[]) =>
    list.filter(({ name }) => !names.has(name));
  return changed(graph, { initializer: others(graph.initializer), input: others(graph.input) });
}

function valuesOf({ rawData, floatData }: TensorProto): ArrayLike<number> {
  return rawData.byteLength > 0 ? toFloat32(rawData, "F32") : floatData;
}
