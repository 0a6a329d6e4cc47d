import type { AttributeProto, GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { changed } from "./changed.ts";
import { dataTypes } from "./data-type.ts";
import { GraphError, OpsetUpgradeError } from "./errors.ts";
import { operatorSets, standardDomain } from "./operator-name.ts";
import { opsetChanges, type Rewriting } from "./opset-changes.ts";
import { toFloat32 } from "./to-float32.ts";

/** The operator sets whose changes are known. */
const known = { oldest: 7, newest: 22 };

/**
 * The model in a newer operator set of ONNX's own domain: nodes that mean something else there are
 * rewritten, in subgraphs too, and what they are given as an input is a constant. Values keep their names;
 * the given model stays as it is. Operators of other domains stay.
 *
 * @param version 12 to 22; default: 17, the one that `GraphBuilder` writes
 * @throws GraphError for a model of an operator set below 7 or above `version`
 * @throws OpsetUpgradeError for a node whose operator changed in a way that no node of the newer set does
 */
export function upgradeOpset(model: ModelProto, version = 17): ModelProto {
  const from = operatorSets(model).get("") ?? 0;
  if (from < known.oldest || from > version || version > known.newest)
    throw new GraphError(
      `unsupported upgrade to operator set ${version}, expected a model of ${known.oldest} up to it, at most ${known.newest}: ${from}`,
    );
  const { graph } = model;
  if (!graph || from === version) return model;
  const opsetImport = model.opsetImport.map((set) =>
    standardDomain(set.domain) === "" ? changed(set, { version: BigInt(version) }) : set,
  );
  const irVersion = model.irVersion < 8n ? 8n : model.irVersion;
  return changed(model, { irVersion, opsetImport, graph: new Upgrade(graph, from, version).graph(graph) });
}

class Upgrade {
  readonly #graph: GraphProto;
  /** Those that were there, and those that rewrites have made. */
  readonly #constants: NodeProto[];
  readonly #from: number;
  readonly #to: number;
  readonly #names: Set<string>;

  constructor(graph: GraphProto, from: number, to: number) {
    this.#graph = graph;
    this.#constants = graph.node.filter(({ opType }) => opType === "Constant");
    this.#from = from;
    this.#to = to;
    this.#names = new Set(names(graph));
  }

  graph(graph: GraphProto): GraphProto {
    return changed(graph, { node: graph.node.flatMap((node) => this.#node(node)) });
  }

  #node(node: NodeProto): NodeProto[] {
    const inner = changed(node, { attribute: node.attribute.map((each) => this.#subgraphs(each)) });
    if (standardDomain(node.domain) !== "") return [inner];
    const rewriting: Rewriting = {
      floats: (name) => this.#floats(name),
      fresh: (name: string) => this.#fresh(name),
      unsupported: (): never => {
        throw new OpsetUpgradeError(node.opType, node.name || (node.output[0] ?? ""), this.#from, this.#to);
      },
    };
    let nodes: NodeProto[] = [inner];
    for (const { since, rewrite } of opsetChanges[node.opType] ?? [])
      if (this.#from < since && since <= this.#to) {
        nodes = nodes.flatMap((each) => (each.opType === node.opType ? rewrite(each, rewriting) : [each]));
        this.#constants.push(...nodes.filter(({ opType }) => opType === "Constant"));
      }
    return nodes;
  }

  #floats(name: string): ArrayLike<number> | undefined {
    const maker = this.#constants.find(({ output }) => output[0] === name);
    const [value] = maker?.attribute ?? [];
    if (value?.name === "value_floats") return value.floats;
    const tensor = value?.t ?? this.#graph.initializer.find((each) => each.name === name);
    if (tensor?.dataType !== dataTypes.float32) return undefined;
    return tensor.rawData.byteLength > 0 ? toFloat32(tensor.rawData, "F32") : tensor.floatData;
  }

  #subgraphs(attribute: AttributeProto): AttributeProto {
    if (!attribute.g && attribute.graphs.length === 0) return attribute;
    const graphs = attribute.graphs.map((graph) => this.graph(graph));
    return changed(attribute, { graphs, ...(attribute.g && { g: this.graph(attribute.g) }) });
  }

  #fresh(name: string): string {
    let unused = name;
    for (let count = 1; this.#names.has(unused); count++) unused = `${name}_${count}`;
    this.#names.add(unused);
    return unused;
  }
}

/** The names of all values and nodes, subgraphs included, since those see the names outside. */
function names(graph: GraphProto): string[] {
  const own = [...graph.input, ...graph.initializer].map(({ name }) => name);
  const made = graph.node.flatMap(({ name, output, attribute }) => [
    name,
    ...output,
    ...attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs)).flatMap(names),
  ]);
  return [...own, ...made];
}
