import { create } from "@bufbuild/protobuf";
import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { Tensor } from "onnxruntime-node";
import { changed } from "../changed.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { elementCount } from "../stored-tensor.ts";

const { INT64, INT32, BOOL } = TensorProto_DataType;
const integers: ReadonlyMap<string, number> = new Map([
  ["int64", INT64],
  ["int32", INT32],
  ["bool", BOOL],
]);

/** More elements are no sizes, axes or pads. */
const most = 1024;

/**
 * The model with a constant in place of each integer that is computed of integer constants, as exporters compute the pads of a
 * Pad: shape inference reads constants only. Weights, and what is computed of them, stay.
 */
export async function withComputedIntegers(model: ModelProto): Promise<ModelProto> {
  const { graph } = model;
  if (!graph) return model;
  const constants = new Set(graph.initializer.filter(isInteger).map(({ name }) => name));
  const computed: NodeProto[] = [];
  for (const node of graph.node) {
    const isConstant = node.opType === "Constant" && isIntegerConstant(node);
    const isComputed =
      node.input.length > 0 && node.input.every((name) => name === "" || constants.has(name));
    const hasBranches = node.attribute.some(({ g, graphs }) => g || graphs.length > 0);
    if (!isConstant && (!isComputed || hasBranches || node.opType.startsWith("Random"))) continue;
    for (const name of node.output) constants.add(name);
    computed.push(node);
  }
  if (!computed.some(({ opType }) => opType !== "Constant")) return model;
  const values = await run(model, graph, computed);
  const results = computed.filter(
    ({ opType, output }) => opType !== "Constant" && output.every((name) => name === "" || values.has(name)),
  );
  const tensors = results.flatMap(({ output }) => output.flatMap((name) => values.get(name) ?? []));
  return changed(model, {
    graph: changed(graph, {
      node: graph.node.filter((node) => !results.includes(node)),
      initializer: [...graph.initializer, ...tensors],
    }),
  });
}

function isInteger({ dataType, dims }: TensorProto): boolean {
  return [INT64, INT32, BOOL].includes(dataType) && elementCount(dims.map(Number)) <= most;
}

function isIntegerConstant({ attribute: [value] }: NodeProto): boolean {
  return value?.t ? isInteger(value.t) : value?.name === "value_int" || value?.name === "value_ints";
}

/** What the nodes make, where those are integers. */
async function run(
  model: ModelProto,
  { initializer }: GraphProto,
  node: NodeProto[],
): Promise<ReadonlyMap<string, TensorProto>> {
  const output = node.flatMap((each) =>
    each.output.filter((name) => name !== "").map((name) => create(ValueInfoProtoSchema, { name })),
  );
  const graph = changed(model.graph as GraphProto, {
    ...{ node, output, input: [], valueInfo: [] },
    initializer: initializer.filter(isInteger),
  });
  const { InferenceSession } = await import("onnxruntime-node");
  const session = await InferenceSession.create(encodeOnnx(changed(model, { graph })), {
    logSeverityLevel: 3,
  });
  const results = await session.run({});
  await session.release();
  return new Map(
    Object.entries(results).flatMap(([name, tensor]) => {
      const stored = storedIntegers(name, tensor as Tensor);
      return stored ? [[name, stored] as const] : [];
    }),
  );
}

function storedIntegers(name: string, { type, dims, data }: Tensor): TensorProto | undefined {
  const dataType = integers.get(type);
  if (dataType === undefined || data.length > most) return undefined;
  const { buffer, byteOffset, byteLength } = data as BigInt64Array<ArrayBuffer>;
  const rawData = new Uint8Array(buffer, byteOffset, byteLength);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData });
}
