import type { ModelProto } from "onnx-buf";
import { changed } from "../changed.ts";
import { GraphError } from "../errors.ts";
import { takeBranches } from "../exports/take-branches.ts";
import { lower } from "../lowering/lower.ts";
import { frozenOperators } from "../lowering/straight-through.ts";
import { operatorSets } from "../operator-name.ts";
import { upgradeOpset } from "../upgrade-opset.ts";
import { backward } from "./backward.ts";
import { constantInts } from "./constant-ints.ts";
import { inferValues } from "./infer-values.ts";
import { differentiablePaths, isFloat } from "./paths.ts";
import { topologicalOrder } from "./topological-order.ts";
import { ValueGraph } from "./value-graph.ts";

/** ScatterND adds from operator set 16 on; 24 is the newest whose operators the rules were checked against. */
const opsets = { oldest: 7, withScatterAdd: 16, newest: 24 };

/** The output that holds the gradient of a value. */
export function gradientName(value: string): string {
  return `${value}.grad`;
}

/** The outputs that hold what lookups add to the gradient of a table. */
export function rowGradientNames(table: string): { ids: string; rows: string } {
  return { ids: `${gradientName(table)}.ids`, rows: `${gradientName(table)}.rows` };
}

export interface DifferentiateOptions {
  /** A float value of one element. */
  readonly loss: string;
  /** Inputs, initializers or results of nodes. What does not depend on them costs nothing. */
  readonly wrt: readonly string[];
  /**
   * Values of `wrt` whose gradient leaves as rows and their ids (`rowGradientNames`) where a Gather along axis 0
   * reads them; what other nodes add, as to a tied embedding, is in `gradientName(value)` alone. Default: none.
   */
  readonly sparse?: readonly string[];
  /** The name of a new scalar input that every gradient is multiplied by. Default: none. */
  readonly scale?: string;
}

/**
 * The model with one more output for each value of `wrt`: the gradient of the loss, named
 * `gradientName(value)`, in the type and shape of the value. All nodes are standard operators of the
 * model's own operator set; a model below 16 is brought to 17 first. The given model stays as it is.
 *
 * @throws GraphError for an unknown value, a cycle, a loss of several elements, or an operator set outside 7 to 24
 * @throws InvalidModelError for a model that onnxruntime does not accept
 * @throws OpsetUpgradeError for an operator of a set below 16 that has no counterpart in 17
 * @throws MissingGradientRuleError for an operator without a rule between `wrt` and the loss
 * @throws UnsupportedOperatorError for control flow, sequences, and operators that are refused for another reason
 * @throws NotDifferentiableError for a value of `wrt` that does not lead to the loss
 * @throws UnknownShapeError for a value there whose rank is known at run time only
 */
export async function differentiate(
  given: ModelProto,
  { loss, wrt, sparse = [], scale }: DifferentiateOptions,
): Promise<ModelProto> {
  const model = await lower(inKnownOpset(await decided(given)), { keep: frozenOperators });
  if (!model.graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const order = topologicalOrder(model.graph);
  const values = await inferValues(model);
  const known = new Set([...values.keys(), ...order.flatMap(({ output }) => output)]);
  for (const name of [loss, ...wrt]) {
    if (!known.has(name)) throw new GraphError(`unknown value: ${name}`);
    if (!isFloat(name, values))
      throw new GraphError(`value of no float type, expected float32 or float64: ${name}`);
  }

  const graph = new ValueGraph(model, values);
  const { shape } = graph.value(loss);
  if (shape.some((size) => size !== 1))
    throw new GraphError(`loss of several elements, reduce it to one, given [${shape}]: ${loss}`);

  const wanted = differentiablePaths(order, loss, wrt, values);
  const context = {
    graph,
    opsets: operatorSets(model),
    tensors: new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor])),
    constants: constantInts({ initializer: model.graph.initializer, node: order }),
    sparse: new Set(sparse),
  };
  const start = scale === undefined ? graph.scalar(1, graph.value(loss).type) : graph.input(scale, loss);
  const results = new Map([[loss, start.expandLike(graph.value(loss))]]);
  const gradients = backward(order, results, wanted, context);
  for (const name of wrt) {
    const dense = gradients.dense(name);
    if (dense) graph.output(gradientName(name), dense);
    const lookups = gradients.rows(name);
    if (!lookups) continue;
    const outputs = rowGradientNames(name);
    graph.output(outputs.ids, lookups.ids);
    graph.output(outputs.rows, lookups.rows);
  }
  return graph.extend(model);
}

/** The model with the branches that constants and sizes decide, and all of its inputs. */
export async function decided(model: ModelProto): Promise<ModelProto> {
  const taken = await takeBranches(model);
  if (taken === model || !taken.graph || !model.graph) return model;
  return changed(taken, { graph: changed(taken.graph, { input: model.graph.input }) });
}

/**
 * The model in an operator set that the rules know.
 *
 * @throws GraphError for an operator set outside 7 to 24
 * @throws OpsetUpgradeError for an operator of a set below 16 that has no counterpart in 17
 */
export function inKnownOpset(model: ModelProto): ModelProto {
  const version = operatorSets(model).get("") ?? 0;
  if (version < opsets.oldest || version > opsets.newest)
    throw new GraphError(
      `unsupported operator set, export the model with one of ${opsets.oldest} to ${opsets.newest}: ${version}`,
    );
  return version < opsets.withScatterAdd ? upgradeOpset(model) : model;
}
