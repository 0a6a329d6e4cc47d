import { create, toBinary } from "@bufbuild/protobuf";
import {
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { InferenceSession } from "onnxruntime-node";
import { changed } from "../changed.ts";
import { dataTypes } from "../data-type.ts";
import { GraphError, InvalidModelError } from "../errors.ts";
import { elementCount } from "../stored-tensor.ts";
import type { Dimension } from "../value-info.ts";
import { refusedNode } from "./refused-node.ts";
import { label } from "./topological-order.ts";

/** What is known of a value before the graph runs. */
export interface ValueType {
  /** As onnxruntime names it: "float32", "int64", "bool". */
  readonly type: string;
  /** A name stands for a size known at run time; equal names are equal sizes. */
  readonly shape: readonly Dimension[];
}

/** From this many elements on, weights stay out of the model that is inferred; smaller ones may be shapes. */
const largeTensor = 256;

/**
 * Type and shape of every value, as onnxruntime's shape inference finds them. A size it cannot find gets
 * a name of its own; values of unknown rank, and those that are no tensors, are left out.
 *
 * @throws InvalidModelError for a model that onnxruntime does not accept
 */
export async function inferValues(model: ModelProto): Promise<ReadonlyMap<string, ValueType>> {
  const { graph } = model;
  if (!graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const session = await probe({ ...model, graph: exposed(graph) });
  const metadata = new Map([...session.inputMetadata, ...session.outputMetadata].map((m) => [m.name, m]));
  await session.release();

  const values = new Map<string, ValueType>();
  for (const tensor of graph.initializer) values.set(tensor.name, constantType(tensor));
  for (const [name, value] of metadata) {
    // The metadata of a scalar and of a value of unknown rank are alike; the length of its shape is not.
    const rank = metadata.get(rankName(name));
    if (!value.isTensor || !rank?.isTensor || typeof rank.shape[0] !== "number") continue;
    values.set(name, {
      type: value.type,
      shape: value.shape.map((size, axis) => (size === "" ? `${name}[${axis}]` : size)),
    });
  }
  for (const {
    input: [from = ""],
    output: [to = ""],
  } of bfloat16Casts(graph)) {
    const known = values.get(from);
    if (known) values.set(to, { ...known, type: "bfloat16" });
  }
  return values;
}

/** onnxruntime-node has no name for bfloat16 and refuses to open a session that gives such values. */
function bfloat16Casts({ node }: GraphProto): NodeProto[] {
  const isTarget = (name: string, type: bigint) => name === "to" && type === BigInt(dataTypes.bfloat16);
  return node.filter(
    ({ opType, attribute }) => opType === "Cast" && attribute.some(({ name, i }) => isTarget(name, i)),
  );
}

async function probe(model: ModelProto): Promise<InferenceSession> {
  // Imported here, so that whoever only reads and writes files does not load the native library.
  const { InferenceSession } = await import("onnxruntime-node");
  try {
    return await InferenceSession.create(toBinary(ModelProtoSchema, model), {
      graphOptimizationLevel: "disabled",
      logSeverityLevel: 3,
      // Nothing runs here: threads and memory for it would take longer than the inference.
      intraOpNumThreads: 1,
      enableCpuMemArena: false,
      enableMemPattern: false,
    });
  } catch (error) {
    const reason = error as Error;
    throw new InvalidModelError(reason, refusedNode(reason.message, model.graph?.node ?? []));
  }
}

/** The graph with every value and its shape as outputs, and large weights as inputs. */
function exposed(graph: GraphProto): GraphProto {
  const isLarge = ({ dims }: TensorProto) => elementCount(dims.map(Number)) >= largeTensor;
  const given = new Set(graph.input.map(({ name }) => name));
  const large = graph.initializer.filter((tensor) => isLarge(tensor) && !given.has(tensor.name));
  const made = graph.node.flatMap(({ output }) => output.filter((name) => name !== ""));
  const sequences = new Set(
    graph.node.filter(({ opType }) => makingSequences.has(opType)).flatMap(({ output }) => output),
  );
  const ranks = [...given, ...made]
    .filter((name) => !sequences.has(name))
    .map((name) => create(NodeProtoSchema, { opType: "Shape", input: [name], output: [rankName(name)] }));
  const hidden = new Set(bfloat16Casts(graph).flatMap(({ output }) => output));
  const outputs = [...made.filter((name) => !hidden.has(name)), ...ranks.flatMap(({ output }) => output)];
  return {
    ...graph,
    initializer: graph.initializer.filter((tensor) => !isLarge(tensor)),
    input: [...graph.input, ...large.map(asInput)],
    node: [...named(graph.node), ...ranks],
    output: outputs.map((name) => create(ValueInfoProtoSchema, { name })),
    valueInfo: [...graph.valueInfo, ...graph.output],
  };
}

/** Operators whose results are no tensors, so that they have no shape. */
const makingSequences = new Set([
  "Optional",
  "SequenceConstruct",
  "SequenceEmpty",
  "SequenceErase",
  "SequenceInsert",
  "SequenceMap",
  "SplitToSequence",
]);

/** Nodes without a name get one, so that an error can say which it is about. */
function named(nodes: readonly NodeProto[]): NodeProto[] {
  const names = new Set(nodes.map(({ name }) => name));
  return nodes.map((node) =>
    node.name || names.has(label(node)) ? node : changed(node, { name: label(node) }),
  );
}

function asInput({ name, dims, dataType }: TensorProto): ValueInfoProto {
  const dim = dims.map((size) => ({ value: { case: "dimValue", value: size } as const }));
  const tensorType = { elemType: dataType, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value: tensorType } } });
}

function constantType({ dims, dataType }: TensorProto): ValueType {
  const known = Object.entries(dataTypes).find(([, code]) => code === dataType);
  return {
    type: known?.[0] ?? TensorProto_DataType[dataType]?.toLowerCase() ?? "unknown",
    shape: dims.map(Number),
  };
}

function rankName(value: string): string {
  return `${value}:rank`;
}
