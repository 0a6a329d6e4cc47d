import type { Dimension } from "../value-info.ts";
import { addedAt } from "./added-at.ts";
import type { NodeView } from "./node-view.ts";
import { reducedAtTuples } from "./reduced-at.ts";
import type { Rules } from "./rule.ts";
import { scatter } from "./scatter.ts";
import type { Value } from "./value.ts";

export const indexing = {
  /** zᵢ = x[yᵢ]: dx[j] = Σ dzᵢ over the i with yᵢ = j */
  Gather: (node, dz) => [() => addedAt(dz, node.y, node.axis(0), node.x, node.y.rank === 0)],
  /** zᵢ = x[yᵢ] element by element along an axis: dx[j] = Σ dzᵢ over the i with yᵢ = j */
  GatherElements: (node, dz) => [
    () => {
      const attributes = { axis: node.axis(0), reduction: "add" };
      return dz.graph.node("ScatterElements", [zerosLike(node.x, dz), node.y, dz], attributes, node.x);
    },
  ],
  /** zᵢ = x[yᵢ] with a tuple yᵢ: dx[j] = Σ dzᵢ over the i with yᵢ = j */
  GatherND: (node, dz) => [
    () => {
      const zeros = dz.graph.scalar(0, dz.type).expandLike(node.x);
      const added = reducedAtTuples(zeros, node.y, dz, "add", node.int("batch_dims", 0));
      return added ?? node.unsupported("tuples whose length is not known");
    },
  ],
  /** z = x but z[yᵢ] = wᵢ, element by element along an axis: dx = dz but 0 at yᵢ, dwᵢ = dz[yᵢ] */
  ScatterElements: (node, dz) => scatter(node, dz, "Elements"),
  /** z = x but z[yᵢ] = wᵢ with a tuple yᵢ: dx = dz but 0 at yᵢ, dwᵢ = dz[yᵢ] */
  ScatterND: (node, dz) => scatter(node, dz, "ND"),
  /** z = the k largest of x: dx = dz where they were */
  TopK: (node, dz) => [
    () => {
      const attributes = { axis: node.axis(-1) };
      return dz.graph.node(
        "ScatterElements",
        [zerosLike(node.x, dz), node.output(1), dz],
        attributes,
        node.x,
      );
    },
  ],
  /** z = the slices of x, or the elements of all of x, where y is true: dx = dz there, 0 elsewhere */
  Compress: (node, dz) => [
    () => {
      const { x, y, graph } = node;
      const isFlat = node.attributes().axis === undefined;
      const axis = isFlat ? 0 : node.axis(0);
      const kept = { type: "int64", shape: [1, dz.shape[axis] ?? 1] };
      const places = graph.node("NonZero", [y], {}, kept).squeeze([0]);
      return addedAt(dz, places, axis, isFlat ? x.reshape([-1]) : x, true).reshapeLike(x);
    },
  ],
  /** z = x[start:end:step]: dx = dz there, 0 elsewhere */
  Slice: (node, dz) => [
    () =>
      node.axes(3).reduceRight((d, axis, k) => addedAt(d, kept(node, d, axis, k), axis, node.x, true), dz),
  ],
} satisfies Rules;

function zerosLike(x: Value, { graph, type }: Value): Value {
  return graph.scalar(0, type).expandLike(x);
}

/** Which indices of an axis the k-th part of a Slice keeps: the same Slice of 0, 1, 2, … */
function kept(node: NodeView, d: Value, axis: number, k: number): Value {
  const { graph, x } = node;
  const bounds = [graph.ints(0), x.size(axis).squeeze([0]), graph.ints(1)];
  const all = graph.node("Range", bounds, {}, { type: "int64", shape: [x.shape[axis] as Dimension] });
  const kth = (input: number) =>
    graph.node(
      "Gather",
      [node.input(input).cast("int64"), graph.ints([k])],
      {},
      { type: "int64", shape: [1] },
    );
  const range = [kth(1), kth(2), graph.ints([0]), node.has(4) ? kth(4) : graph.ints([1])];
  return graph.node("Slice", [all, ...range], {}, { type: "int64", shape: [d.shape[axis] as Dimension] });
}
