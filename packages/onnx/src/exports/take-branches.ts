import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
} from "onnx-buf";
import { changed } from "../changed.ts";
import { GraphError } from "../errors.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { made } from "../made-node.ts";
import { operatorName } from "../operator-name.ts";
import { prune } from "../prune.ts";
import { renamed } from "./renamed.ts";

/**
 * The model with the branch that is taken in place of each `If` whose condition is known: an input that is given here, a
 * constant, or one of those through `Not`. Inputs that nothing reads any more are gone. Decoders that Optimum merged
 * branch on `use_cache_branch`.
 *
 * @param conditions values of inputs by name
 * @throws GraphError for a branch that does not give what its node does
 */
export function takeBranches(model: ModelProto, conditions: Readonly<Record<string, boolean>>): ModelProto {
  if (!model.graph?.node.some(isIf)) return model;
  let { graph } = model;
  // A branch may hold others.
  for (let taken = flattened(graph, conditions); taken; taken = flattened(graph, conditions)) graph = taken;
  const sorted = changed(graph, { node: topologicalOrder(graph) });
  const outputs = graph.output.map(({ name }) => name);
  return changed(model, { graph: prune(changed(model, { graph: sorted }), outputs).graph ?? sorted });
}

/** The graph with the nodes of the branches that are taken; nothing where no condition is known. */
function flattened(graph: GraphProto, conditions: Readonly<Record<string, boolean>>): GraphProto | undefined {
  const known = knownConditions(graph, conditions);
  const taken = graph.node.filter((node) => isIf(node) && known(node.input[0] ?? "") !== undefined);
  if (taken.length === 0) return undefined;
  const names = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const { name, output } of graph.node) for (const each of [name, ...output]) names.add(each);
  const initializer = [...graph.initializer];
  const node = graph.node.flatMap((each) => {
    if (!taken.includes(each)) return [each];
    const branch = inlined(branchOf(each, known(each.input[0] ?? "") === true), names);
    initializer.push(...branch.initializer);
    const results = each.output.map((name, i) => made("Identity", [branch.output[i]?.name ?? ""], name));
    return [...branch.node, ...results];
  });
  return changed(graph, { node, initializer });
}

function isIf(node: NodeProto): boolean {
  return operatorName(node) === "If";
}

function branchOf(node: NodeProto, condition: boolean): GraphProto {
  const name = condition ? "then_branch" : "else_branch";
  const branch = node.attribute.find((attribute) => attribute.name === name)?.g;
  if (!branch || branch.output.length !== node.output.length)
    throw new GraphError(`invalid branch of ${node.name}, expected ${node.output.length} outputs: ${name}`);
  return branch;
}

/** The branch with names of its own, where the graph or another branch has them, too. */
function inlined(branch: GraphProto, names: Set<string>): GraphProto {
  const others = new Map<string, string>();
  const results = branch.node.flatMap(({ name, output }) => [name, ...output]);
  // A node and the value that it makes may have one name.
  const own = new Set([...branch.initializer.map(({ name }) => name), ...results]);
  for (const name of own) {
    let unused = name;
    for (let count = 1; names.has(unused); count++) unused = `${name}_${count}`;
    names.add(unused);
    if (name !== "") others.set(name, unused);
  }
  return renamed(branch, (name) => others.get(name) ?? name);
}

/** Shapes and types of one truth value do not change it. */
const keeping = new Set(["Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze"]);

function knownConditions(
  graph: GraphProto,
  given: Readonly<Record<string, boolean>>,
): (name: string) => boolean | undefined {
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node])));
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const known = (name: string): boolean | undefined => {
    if (name in given) return given[name];
    const node = makers.get(name);
    const tensor = tensors.get(name) ?? (node?.opType === "Constant" ? node.attribute[0]?.t : undefined);
    if (tensor) return truth(tensor);
    if (!node) return undefined;
    const [input = ""] = node.input;
    if (keeping.has(node.opType)) return known(input);
    const value = node.opType === "Not" ? known(input) : undefined;
    return value === undefined ? undefined : !value;
  };
  return known;
}

function truth({ dataType, rawData, int32Data }: TensorProto): boolean | undefined {
  if (dataType !== TensorProto_DataType.BOOL) return undefined;
  return (rawData[0] ?? int32Data[0] ?? 0) !== 0;
}
