import type { AttributeProto, GraphProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";

/** A graph whose values and nodes have other names, in its subgraphs, too. */
export function renamed(graph: GraphProto, name: (value: string) => string): GraphProto {
  const of = <T extends { name: string }>(list: T[]) =>
    list.map((each) => changed(each, { name: name(each.name) } as Partial<T>));
  return changed(graph, {
    node: graph.node.map((node) => renamedNode(node, name)),
    initializer: of(graph.initializer),
    input: of(graph.input),
    output: of(graph.output),
    valueInfo: of(graph.valueInfo),
  });
}

function renamedNode(node: NodeProto, name: (value: string) => string): NodeProto {
  const all = (values: string[]) => values.map((value) => (value === "" ? "" : name(value)));
  return changed(node, {
    name: node.name === "" ? "" : name(node.name),
    input: all(node.input),
    output: all(node.output),
    attribute: node.attribute.map((attribute) => renamedSubgraphs(attribute, name)),
  });
}

function renamedSubgraphs(attribute: AttributeProto, name: (value: string) => string): AttributeProto {
  if (!attribute.g && attribute.graphs.length === 0) return attribute;
  const graphs = attribute.graphs.map((graph) => renamed(graph, name));
  return changed(attribute, { graphs, ...(attribute.g && { g: renamed(attribute.g, name) }) });
}
