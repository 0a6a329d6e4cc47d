import type { GraphProto, ModelProto, TensorProto } from "onnx-buf";
import { changed } from "./changed.ts";
import { dataTypes } from "./data-type.ts";
import { GraphError } from "./errors.ts";
import { halfTypes, inFloat32 } from "./exports/in-float32.ts";
import { GraphBuilder, type TrainableModel } from "./graph-builder.ts";
import { operatorName, operatorSets } from "./operator-name.ts";
import { elementCount } from "./stored-tensor.ts";
import { toFloat32 } from "./to-float32.ts";
import { upgradeOpset } from "./upgrade-opset.ts";

/** Where constants that are not trained stand among inputs: quantised weights with their scales, and scales of images. */
const constantInputs: Readonly<Record<string, readonly number[]>> = {
  Resize: [1, 2],
  QuantizeLinear: [1, 2],
  DequantizeLinear: [0, 1, 2],
  MatMulInteger: [1, 2, 3],
  ConvInteger: [1, 2, 3],
  "com.microsoft.QuantizeLinear": [1, 2],
  "com.microsoft.DequantizeLinear": [0, 1, 2],
  "com.microsoft.MatMulNBits": [1, 2, 3, 4],
  "com.microsoft.GatherBlockQuantized": [0, 2, 3],
  "com.microsoft.DynamicQuantizeMatMul": [1, 2, 3],
  "com.microsoft.MatMulIntegerToFloat": [1, 2, 3, 4, 5],
};

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
 * elements and more, under its own name. Single numbers stay constants, and so do quantised weights with their scales,
 * which are frozen. A model of an older operator set than 17 is brought to that one, one in half precision to float32.
 * `bindWeights` does the reverse; `withWeights` puts weights back into the model as it was exported.
 *
 * @param model what `readOnnx` gives; it stays as it is
 * @param options.allocate gives the memory for a weight, default: of this process's heap
 * @throws GraphError for a model without any weights
 */
export function fromOnnx(
  model: ModelProto,
  {
    allocate = (elementCount) => new Float32Array(elementCount),
  }: { allocate?: (elementCount: number, parameter: string) => Float32Array } = {},
): FromOnnx {
  const floats = inFloat32(withInitializers(model));
  const recent = (operatorSets(floats).get("") ?? 0) < oldest ? upgradeOpset(floats, oldest) : floats;
  const { graph } = recent;
  const untrained = graph ? untrainedConstants(graph) : new Set();
  const tensors =
    graph?.initializer.filter((tensor) => isWeight(tensor) && !untrained.has(tensor.name)) ?? [];
  if (!graph || (tensors.length === 0 && untrained.size === 0))
    throw new GraphError(`model without weights, expected initializers of floats: ${model.producerName}`);

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

/** Some exporters, such as Paddle's, keep weights in Constant nodes: initializers where the graph has no other floats. */
function withInitializers(model: ModelProto): ModelProto {
  const { graph } = model;
  if (!graph || graph.initializer.some(({ dataType }) => isFloat(dataType))) return model;
  const tensors = graph.node.flatMap((node) => {
    const tensor = node.opType === "Constant" ? node.attribute[0]?.t : undefined;
    return tensor && isFloat(tensor.dataType) ? [changed(tensor, { name: node.output[0] ?? "" })] : [];
  });
  const names = new Set(tensors.map(({ name }) => name));
  const node = graph.node.filter(({ output }) => !names.has(output[0] ?? ""));
  return changed(model, { graph: changed(graph, { node, initializer: [...graph.initializer, ...tensors] }) });
}

function isFloat(dataType: number): boolean {
  return dataType === dataTypes.float32 || halfTypes.has(dataType);
}

/** The names of constants that stay: quantised weights, their scales and zero points, and scales of images. */
function untrainedConstants({ node, initializer }: GraphProto): ReadonlySet<string> {
  const read = node.flatMap((each) =>
    (constantInputs[operatorName(each)] ?? []).map((i) => each.input[i] ?? ""),
  );
  const dynamic = new Set(
    node.flatMap(({ opType, output }) => (opType === "DynamicQuantizeLinear" ? (output[1] ?? []) : [])),
  );
  // The scale of a weight is multiplied by that of what it is applied to.
  const scales = node.filter(
    ({ opType, input }) => opType === "Mul" && input.some((name) => dynamic.has(name)),
  );
  const constants = new Set(initializer.map(({ name }) => name));
  return new Set([...read, ...scales.flatMap(({ input }) => input)]).intersection(constants);
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
