import type { GraphProto, ModelProto, ValueInfoProto } from "onnx-buf";
import { changed } from "../changed.ts";

/**
 * The model with numbers for names, so that graphs which differ in names alone, such as those of equal blocks, have the
 * same bytes. Graphs within nodes see names of the graph around them; a model with such stays as it is.
 *
 * @returns besides, the new name of each input and output
 */
export function withCanonicalNames(model: ModelProto): {
  model: ModelProto;
  names: ReadonlyMap<string, string>;
} {
  const { graph } = model;
  if (!graph || graph.node.some(({ attribute }) => attribute.some(({ g, graphs }) => g ?? graphs[0])))
    return { model, names: new Map() };
  const values = numbering("v");
  const dimensions = numbering("d");
  const info = (value: ValueInfoProto) => withNames(value, values, dimensions);
  const input = graph.input.map(info);
  const initializer = graph.initializer.map((tensor) => changed(tensor, { name: values(tensor.name) }));
  const node = graph.node.map((each) =>
    changed(each, { name: "", input: each.input.map(values), output: each.output.map(values) }),
  );
  const output = graph.output.map(info);
  const valueInfo = graph.valueInfo.map(info);
  const renamed: GraphProto = changed(graph, { name: "g", input, initializer, node, output, valueInfo });
  const known = [...graph.input, ...graph.output].map(({ name }) => [name, values(name)] as const);
  return { model: changed(model, { graph: renamed }), names: new Map(known) };
}

/** Numbers names in the order in which they come. The name of an input that is left out stays empty. */
function numbering(prefix: string): (name: string) => string {
  const known = new Map([["", ""]]);
  return (name) => {
    const number = known.get(name) ?? `${prefix}${known.size}`;
    known.set(name, number);
    return number;
  };
}

function withNames(
  info: ValueInfoProto,
  values: (name: string) => string,
  dimensions: (name: string) => string,
): ValueInfoProto {
  const name = values(info.name);
  const tensor = info.type?.value;
  if (!info.type || tensor?.case !== "tensorType" || !tensor.value.shape) return changed(info, { name });
  const dim = tensor.value.shape.dim.map((each) =>
    each.value.case === "dimParam"
      ? changed(each, { value: { case: "dimParam", value: dimensions(each.value.value) } })
      : each,
  );
  const value = changed(tensor.value, { shape: changed(tensor.value.shape, { dim }) });
  return changed(info, { name, type: changed(info.type, { value: { case: "tensorType", value } }) });
}
