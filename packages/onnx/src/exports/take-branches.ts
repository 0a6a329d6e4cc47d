import type { GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";
import { GraphError } from "../errors.ts";
import { inferValues } from "../gradients/infer-values.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { made } from "../made-node.ts";
import { operatorName } from "../operator-name.ts";
import { prune } from "../prune.ts";
import { type Dimension, valueInfo } from "../value-info.ts";
import { type KnownValue, knownValues } from "./known-values.ts";
import { renamed } from "./renamed.ts";
import { withComputedIntegers } from "./with-computed-integers.ts";

/** The value of an input: a truth value, a number, or several. */
export type InputValue = boolean | number | readonly number[];

export interface TakeBranchesOptions {
  /**
   * Sizes of inputs that are known, by name; an axis with a string, as "batch_size", may have any. The model that comes out is for
   * inputs of these sizes. Default: those that the model says.
   */
  readonly shapes?: Readonly<Record<string, readonly Dimension[]>>;
}

/**
 * The model with the branch that is taken in place of each `If` whose condition is known: by an input that is given here, by
 * constants and sizes, or by what is computed of those. Branches in branches are taken, too. An `If` that nothing decides stays.
 * Inputs that nothing reads any more are gone. Decoders that Optimum merged branch on `use_cache_branch`, models that torch.onnx
 * exported from scripts on sizes.
 *
 * @param given values of inputs by name
 * @throws GraphError for a branch that does not give what its node does, or for sizes of no input
 * @throws InvalidModelError for a model that onnxruntime does not accept
 */
export async function takeBranches(
  model: ModelProto,
  given: Readonly<Record<string, InputValue>> = {},
  { shapes = {} }: TakeBranchesOptions = {},
): Promise<ModelProto> {
  if (!model.graph?.node.some(isIf)) return model;
  const values = new Map(
    Object.entries(given).map(([name, value]) => [name, [value].flat().map(Number)] as const),
  );
  let graph = withShapes(model.graph, shapes);
  for (;;) {
    // Shapes are inferred only where nothing simpler decides.
    const simply = flattened(graph, knownValues(graph, values, new Map()));
    const taken = simply ?? (await bySizes(changed(model, { graph }), values));
    if (!taken) break;
    const sorted = changed(taken, { node: topologicalOrder(taken) });
    // What an untaken branch read is gone before shapes are inferred.
    const outputs = graph.output.map(({ name }) => name);
    graph = prune(changed(model, { graph: sorted }), outputs).graph ?? sorted;
    if (!graph.node.some(isIf)) break;
  }
  return changed(model, { graph });
}

/** As `flattened`, with all that is known of sizes. */
async function bySizes(
  model: ModelProto,
  values: ReadonlyMap<string, KnownValue>,
): Promise<GraphProto | undefined> {
  const folded = await withComputedIntegers(model);
  const graph = folded.graph as GraphProto;
  return flattened(graph, knownValues(graph, values, await inferValues(folded)));
}

function withShapes(graph: GraphProto, shapes: TakeBranchesOptions["shapes"] = {}): GraphProto {
  for (const name of Object.keys(shapes))
    if (!graph.input.some((input) => input.name === name))
      throw new GraphError(
        `sizes of no input, expected one of ${graph.input.map((input) => input.name).join(", ")}: ${name}`,
      );
  const input = graph.input.map((info) => {
    const shape = shapes[info.name];
    const value = info.type?.value;
    if (!shape || !info.type || value?.case !== "tensorType") return info;
    const [{ type } = { type: undefined }] = [valueInfo(info.name, "float32", shape)];
    const dims = type?.value.case === "tensorType" ? type.value.value.shape : undefined;
    const tensorType = changed(value.value, dims ? { shape: dims } : {});
    return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
  });
  return changed(graph, { input });
}

/** The graph with the nodes of the branches that are taken; nothing where no condition is known. */
function flattened(
  graph: GraphProto,
  known: (name: string) => KnownValue | undefined,
): GraphProto | undefined {
  const condition = (node: NodeProto) => known(node.input[0] ?? "")?.[0];
  const taken = graph.node.filter((node) => isIf(node) && condition(node) !== undefined);
  if (taken.length === 0) return undefined;
  const names = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const { name, output } of graph.node) for (const each of [name, ...output]) names.add(each);
  const initializer = [...graph.initializer];
  const node = graph.node.flatMap((each) => {
    if (!taken.includes(each)) return [each];
    const branch = inlined(branchOf(each, condition(each) !== 0), names);
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
