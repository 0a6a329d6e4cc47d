import { create } from "@bufbuild/protobuf";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "onnx-buf";
import { changed } from "../changed.ts";
import { constantInts } from "../gradients/constant-ints.ts";
import { inferValues } from "../gradients/infer-values.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { ValueGraph } from "../gradients/value-graph.ts";
import { operatorName, operatorSets } from "../operator-name.ts";
import { prune } from "../prune.ts";
import { upgradeOpset } from "../upgrade-opset.ts";
import { ForeignNode } from "./foreign-node.ts";
import { lowerings } from "./lowerings.ts";
import { needingBlocks } from "./quantization.ts";

/**
 * The model with ONNX's own operators in place of those that onnxruntime adds to them (com.microsoft), as exports of
 * onnxruntime-genai and Optimum have: attention, rotary positions, norms, activations, fused products, weights of 2, 4
 * and 8 bits. All values keep their names. What is no such operator stays, and so does the given model.
 *
 * @param options.keep names of operators to leave as they are. Default: none
 * @returns a model of operator set 17 at least, or 21 where weights in blocks were lowered
 * @throws UnsupportedOperatorError for a form of an operator that is left out, with the way out
 * @throws InvalidModelError for a model that onnxruntime does not accept
 */
export async function lower(
  given: ModelProto,
  { keep = new Set() }: { keep?: ReadonlySet<string> } = {},
): Promise<ModelProto> {
  const operators = new Set(given.graph?.node.map(operatorName)).intersection(
    new Set(Object.keys(lowerings)),
  );
  if (operators.size === 0) return given;
  // What is kept may need the newer set, too: gradients are made of what it is lowered to.
  const model = atLeast(given, operators.isDisjointFrom(needingBlocks) ? 17 : 21);
  const isForeign = (node: NodeProto) => operators.has(operatorName(node)) && !keep.has(operatorName(node));
  if (!model.graph?.node.some(isForeign)) return model;

  const order = topologicalOrder(model.graph);
  const values = new Map(await inferValues(model));
  const graph = new ValueGraph(model, values, "lowered");
  const context = {
    graph,
    opset: operatorSets(model).get("") ?? 0,
    constants: constantInts({ initializer: model.graph.initializer, node: order }),
    tensors: new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor])),
  };
  const lowered = new Set(order.filter(isForeign));
  const names: NodeProto[] = [];
  for (const node of lowered) {
    const results = lowerings[operatorName(node)]?.(new ForeignNode(node, context)) ?? [];
    for (const [i, name] of node.output.entries()) {
      const result = results[i];
      if (name === "" || !result) continue;
      names.push(create(NodeProtoSchema, { name, opType: "Identity", input: [result.name], output: [name] }));
      // What inference did not find out about the output is known now.
      if (!values.has(name)) values.set(name, result);
    }
  }
  const built = graph.built ?? model.graph;
  const node = [...built.node.filter((each) => !lowered.has(each)), ...names];
  const rewritten = changed(model, { graph: changed(built, { node }) });
  const outputs = built.output.map(({ name }) => name);
  const needed = prune(rewritten, outputs).graph ?? built;
  const sorted = changed(built, { ...needed, input: built.input, node: topologicalOrder(needed) });
  return changed(rewritten, { graph: sorted });
}

function atLeast(model: ModelProto, version: number): ModelProto {
  return (operatorSets(model).get("") ?? 0) < version ? upgradeOpset(model, version) : model;
}
