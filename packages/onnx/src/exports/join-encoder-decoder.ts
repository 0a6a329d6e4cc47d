import type { GraphProto, ModelProto, TensorProto, ValueInfoProto } from "onnx-buf";
import { changed } from "../changed.ts";
import { GraphError } from "../errors.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { operatorSets } from "../operator-name.ts";
import { upgradeOpset } from "../upgrade-opset.ts";
import { renamed } from "./renamed.ts";

/** Two exported models as one, and where its weights come from. */
export interface JoinedModel {
  readonly model: ModelProto;
  /** The name that an initializer of the encoder or the decoder has in the joined model. */
  readonly encoder: (initializer: string) => string;
  readonly decoder: (initializer: string) => string;
}

/**
 * The encoder and the decoder of a sequence-to-sequence model as one graph, so that gradients of the decoder's loss reach
 * the encoder. Inputs are those of the encoder (`input_ids`, `attention_mask`) and `decoder_input_ids`; what the decoder
 * takes as `encoder_hidden_states` and `encoder_attention_mask` comes from the encoder. Outputs are the decoder's.
 *
 * Initializers are named after their side, "encoder/…" and "decoder/…"; those that both have with the same name and
 * bytes are one, as tied embeddings are, and keep their name.
 *
 * @param decoder without a cache (`withoutCache`)
 * @throws GraphError where one of the two lacks what connects them
 */
export function joinEncoderDecoder(encoder: ModelProto, decoder: ModelProto): JoinedModel {
  const version = Math.max(17, ...[encoder, decoder].map((model) => operatorSets(model).get("") ?? 0));
  const [source, target] = [encoder, decoder].map((model) => graphOf(atLeast(model, version))) as [
    GraphProto,
    GraphProto,
  ];
  const states = source.output[0]?.name;
  if (states === undefined || !target.input.some(({ name }) => name === "encoder_hidden_states"))
    throw new GraphError(
      `decoder that reads no encoder, expected an input encoder_hidden_states: ${target.name}`,
    );

  const tied = tiedNames(source.initializer, target.initializer);
  const given = new Set(source.input.map(({ name }) => name));
  const ofEncoder = (name: string) => (given.has(name) || tied.has(name) ? name : `encoder/${name}`);
  const connections: Readonly<Record<string, string>> = {
    input_ids: "decoder_input_ids",
    encoder_hidden_states: ofEncoder(states),
    encoder_attention_mask: "attention_mask",
  };
  const outputs = new Set([...target.input, ...target.output].map(({ name }) => name));
  const ofDecoder = (name: string) => {
    const isInput = target.input.some((input) => input.name === name);
    if (isInput && name in connections) return connections[name] as string;
    return outputs.has(name) || tied.has(name) ? name : `decoder/${name}`;
  };
  const first = renamed(source, ofEncoder);
  const second = withSizes(renamed(target, ofDecoder), sizes(source, target));
  const own = new Set([...first.input.map(({ name }) => name), ofEncoder(states)]);
  const graph = changed(first, {
    node: [...first.node, ...second.node],
    initializer: [...first.initializer, ...second.initializer.filter(({ name }) => !tied.has(name))],
    input: [...first.input, ...second.input.filter(({ name }) => !own.has(name))],
    output: second.output,
    valueInfo: [...first.valueInfo, ...second.valueInfo],
  });
  const opsetImport = [...encoder.opsetImport, ...decoder.opsetImport].filter(
    (set, i, all) => all.findIndex(({ domain }) => domain === set.domain) === i,
  );
  const joined = changed(atLeast(encoder, version), {
    graph: changed(graph, { node: topologicalOrder(graph) }),
    opsetImport: opsetImport.map((set) =>
      set.domain === "" ? changed(set, { version: BigInt(version) }) : set,
    ),
  });
  return { model: joined, encoder: ofEncoder, decoder: ofDecoder };
}

function graphOf(model: ModelProto): GraphProto {
  if (!model.graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  return model.graph;
}

function atLeast(model: ModelProto, version: number): ModelProto {
  return (operatorSets(model).get("") ?? 0) < version ? upgradeOpset(model, version) : model;
}

/** Initializers that are the same in both, but for the small ones, which are constants. */
function tiedNames(a: readonly TensorProto[], b: readonly TensorProto[]): ReadonlySet<string> {
  const others = new Map(b.map((tensor) => [tensor.name, tensor]));
  const equal = a.filter((tensor) => {
    const other = others.get(tensor.name);
    return (
      other &&
      String(other.dims) === String(tensor.dims) &&
      Buffer.compare(tensor.rawData, other.rawData) === 0
    );
  });
  return new Set(equal.map(({ name }) => name));
}

/** One name stands for one size: the decoder's own lengths get names of their own, the encoder's are the encoder's. */
function sizes(source: GraphProto, target: GraphProto): ReadonlyMap<string, string> {
  const dims = (list: readonly ValueInfoProto[], name: string) =>
    namedSizes(list.find((info) => info.name === name));
  const own = dims(target.input, "input_ids")
    .slice(1)
    .map((size) => [size, `decoder_${size.replace(/^decoder_/, "")}`] as const);
  const states = dims(source.output, source.output[0]?.name ?? "");
  const shared = dims(target.input, "encoder_hidden_states").map(
    (size, axis) => [size, states[axis] ?? size] as const,
  );
  return new Map([...own, ...shared]);
}

function namedSizes(info: ValueInfoProto | undefined): string[] {
  const tensor = info?.type?.value.case === "tensorType" ? info.type.value.value : undefined;
  return (tensor?.shape?.dim ?? []).map(({ value }) => (value.case === "dimParam" ? value.value : ""));
}

function withSizes(graph: GraphProto, names: ReadonlyMap<string, string>): GraphProto {
  const of = (info: ValueInfoProto): ValueInfoProto => {
    const value = info.type?.value;
    if (!info.type || value?.case !== "tensorType" || !value.value.shape) return info;
    const dim = value.value.shape.dim.map((each) =>
      each.value.case === "dimParam"
        ? changed(each, {
            value: { case: "dimParam", value: names.get(each.value.value) ?? each.value.value },
          })
        : each,
    );
    const tensorType = changed(value.value, { shape: changed(value.value.shape, { dim }) });
    return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
  };
  return changed(graph, {
    input: graph.input.map(of),
    output: graph.output.map(of),
    valueInfo: graph.valueInfo.map(of),
  });
}
