import { create } from "@bufbuild/protobuf";
import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  TensorProtoSchema,
  type ValueInfoProto,
} from "onnx-buf";
import { changed } from "../changed.ts";
import { dataTypes } from "../data-type.ts";
import { GraphError } from "../errors.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { made } from "../made-node.ts";
import { prune } from "../prune.ts";

/**
 * A decoder that reads whole texts, as training does: no token is in the cache (`past_key_values.N.key`, `.value`), the
 * logits of all are given (`num_logits_to_keep`), positions are counted from the mask (`position_ids`), and the new cache
 * (`present…`) is no output. These inputs are computed in the graph.
 *
 * @throws GraphError for a cache whose shape is not known, or without the inputs that its size is taken from
 */
export function withoutCache(model: ModelProto): ModelProto {
  const { graph } = model;
  if (!graph?.input.some(({ name }) => isCache(name))) return model;
  const ids = graph.input.find(({ name }) => /input_ids|inputs_embeds/.test(name));
  if (!ids)
    throw new GraphError(
      `decoder without input_ids or inputs_embeds: ${graph.input.map(({ name }) => name)}`,
    );

  const inputs = new Set(graph.input.map(({ name }) => name));
  const computed = graph.input.filter(
    ({ name }) =>
      isCache(name) ||
      name === "num_logits_to_keep" ||
      (name === "position_ids" && inputs.has("attention_mask")),
  );
  const names = new Set(computed.map(({ name }) => name));
  const added = computed.flatMap((input) => {
    if (input.name === "position_ids") return positions(input.name);
    if (input.name === "num_logits_to_keep") return [constant(input.name, [0], shapeOf(input).length === 0)];
    return emptyCache(input, ids.name);
  });
  const rewritten = changed(graph, {
    input: graph.input.filter(({ name }) => !names.has(name)),
    output: graph.output.filter(({ name }) => !/^present/.test(name)),
    node: [...added, ...graph.node],
    // Inference does not find out the shape of what is made from a shape.
    valueInfo: [...graph.valueInfo, ...computed.filter(({ name }) => isCache(name)).map(withoutTokens)],
  });
  return pruned(model, changed(rewritten, { node: topologicalOrder(rewritten) }));
}

function isCache(name: string): boolean {
  return /^past(_key_values)?[._]/.test(name);
}

function pruned(model: ModelProto, graph: GraphProto): ModelProto {
  const whole = changed(model, { graph });
  const needed = prune(
    whole,
    graph.output.map(({ name }) => name),
  ).graph;
  return needed ? changed(model, { graph: needed }) : whole;
}

/** Zeros of the input's shape without any tokens, for as many texts as there are. */
function emptyCache(input: ValueInfoProto, ids: string): NodeProto[] {
  const { name } = input;
  const shape = shapeOf(input);
  const [, heads, , size] = shape;
  if (shape.length !== 4 || typeof heads !== "number" || typeof size !== "number")
    throw new GraphError(
      `cache of unknown shape, expected [batch, a number, past, a number]: ${name} [${shape}]`,
    );
  const part = (label: string) => `${name}.${label}`;
  return [
    made("Shape", [ids], part("batch"), { start: 0, end: 1 }),
    constant(part("rest"), [heads, 0, size]),
    made("Concat", [part("batch"), part("rest")], part("shape"), { axis: 0 }),
    made("ConstantOfShape", [part("shape")], name),
  ];
}

function withoutTokens(info: ValueInfoProto): ValueInfoProto {
  const value = info.type?.value;
  if (!info.type || value?.case !== "tensorType" || !value.value.shape) return info;
  const none = { case: "dimValue", value: 0n } as const;
  const dim = value.value.shape.dim.map((each, axis) => (axis === 2 ? changed(each, { value: none }) : each));
  const tensorType = changed(value.value, { shape: changed(value.value.shape, { dim }) });
  return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
}

/** How many tokens the mask shows before each, 0 at least. */
function positions(name: string): NodeProto[] {
  const part = (label: string) => `${name}.${label}`;
  return [
    constant(part("axis"), [1], true),
    constant(part("first"), [0], true),
    made("Cast", ["attention_mask"], part("mask"), { to: dataTypes.int64 }),
    made("CumSum", [part("mask"), part("axis")], part("count")),
    made("Sub", [part("count"), part("axis")], part("before")),
    made("Max", [part("before"), part("first")], name),
  ];
}

/** int64, a vector or a single number. */
function constant(name: string, values: readonly number[], isScalar = false): NodeProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  const dims = isScalar ? [] : [BigInt(values.length)];
  const t = create(TensorProtoSchema, { name, dims, dataType: dataTypes.int64, rawData });
  const node = made("Constant", [], name, { value: 0 });
  return changed(node, {
    attribute: node.attribute.map((attribute) => changed(attribute, { i: 0n, type: 4, t })),
  });
}

function shapeOf({ type }: ValueInfoProto): (number | string)[] {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  return (tensor?.shape?.dim ?? []).map(({ value }) =>
    value.case === "dimValue" ? Number(value.value) : (value.value ?? ""),
  );
}
