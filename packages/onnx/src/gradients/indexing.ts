import type { Dimension } from "../value-info.ts";
import type { NodeView } from "./node-view.ts";
import type { Rules } from "./rule.ts";
import { inverse } from "./shape.ts";
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
      if (node.int("batch_dims", 0) !== 0) node.unsupported("batch_dims");
      return addedAtTuples(dz, node.y, node.x) ?? node.unsupported("tuples whose length is not known");
    },
  ],
  /** z = x but z[yᵢ] = wᵢ, element by element along an axis: dx = dz but 0 at yᵢ, dwᵢ = dz[yᵢ] */
  ScatterElements: (node, dz) => scatter(node, dz, "Elements", { axis: node.axis(0) }),
  /** z = x but z[yᵢ] = wᵢ with a tuple yᵢ: dx = dz but 0 at yᵢ, dwᵢ = dz[yᵢ] */
  ScatterND: (node, dz) => scatter(node, dz, "ND", {}),
  /** z = x[start:end:step]: dx = dz there, 0 elsewhere */
  Slice: (node, dz) => [
    () =>
      node.axes(3).reduceRight((d, axis, k) => addedAt(d, kept(node, d, axis, k), axis, node.x, true), dz),
  ],
} satisfies Rules;

function zerosLike(x: Value, { graph, type }: Value): Value {
  return graph.scalar(0, type).expandLike(x);
}

/** Where a Scatter adds instead of replacing, all of the gradient passes to x as well. */
function scatter(
  node: NodeView,
  dz: Value,
  form: string,
  attributes: Record<string, number>,
): (() => Value)[] {
  const reduction = node.string("reduction", "none");
  if (reduction !== "none" && reduction !== "add") node.unsupported(`reduction ${reduction}`);
  const { graph, x, y } = node;
  const updates = node.input(2);
  const replaced = () => [dz, y, zerosLike(updates, dz)];
  return [
    () => (reduction === "add" ? dz : graph.node(`Scatter${form}`, replaced(), attributes, x)),
    () => node.unsupported("its indices"),
    () => graph.node(`Gather${form}`, [dz, y], attributes, updates),
  ];
}

/**
 * Zeros with the size of `x` along the axis, and the slices of `d` added at their indices. ScatterND of onnxruntime adds in
 * several threads, and loses some of what is added at one place; ScatterElements adds in order. So ScatterND is only for
 * indices that cannot repeat.
 */
function addedAt(d: Value, indices: Value, axis: number, x: Value, isUnique: boolean): Value {
  const { graph, type } = d;
  // ScatterND adds along the first axes, so those that the indices made go there.
  const axes = [...d.shape.keys()];
  const chosen = axes.slice(axis, axis + indices.rank);
  const others = axes.filter((other) => !chosen.includes(other));
  const updates = d.transpose([...chosen, ...others]);

  const sizes = graph.vector([x.size(axis), ...others.map((other) => d.size(other))]);
  const shape = [x.shape[axis], ...others.map((other) => d.shape[other])] as Dimension[];
  const zeros = graph.node("Expand", [graph.scalar(0, type), sizes], {}, { type, shape });
  const places = indices.cast("int64");
  const added = isUnique
    ? graph.node("ScatterND", [zeros, places.unsqueeze([indices.rank]), updates], {}, { type, shape })
    : addedInOrder(zeros, places.flatten(0), updates.flatten(others.length));
  return added.transpose(inverse([axis, ...[...x.shape.keys()].filter((other) => other !== axis)]));
}

/** The same for tuples, [..., length], which are numbers of slices once the axes that they choose from are one. */
function addedAtTuples(d: Value, tuples: Value, x: Value): Value | undefined {
  const { graph, type } = d;
  const length = tuples.shape.at(-1);
  if (typeof length !== "number") return undefined;
  const part = (k: number) => {
    const shape = tuples.shape.slice(0, -1);
    const index = graph.node("Gather", [tuples, graph.ints(k)], { axis: -1 }, { type: tuples.type, shape });
    const int64 = index.cast("int64");
    return int64.less(0).where(int64.add(x.size(k)), int64);
  };
  const number = Array.from({ length }, (_, k) => part(k)).reduce((sum, next, k) =>
    sum.mul(x.size(k)).add(next),
  );

  const others = [...x.shape.keys()].slice(length);
  const count = Array.from({ length }, (_, k) => x.size(k)).reduce((product, size) => product.mul(size));
  const sizes = graph.vector([count, ...others.map((axis) => x.size(axis))]);
  const shape = [`flat(${x.shape.slice(0, length)})`, ...others.map((axis) => x.shape[axis] as Dimension)];
  const zeros = graph.node("Expand", [graph.scalar(0, type), sizes], {}, { type, shape });
  return addedInOrder(zeros, number.flatten(0), d.flatten(others.length)).reshapeLike(x);
}

/** `rows[i]`, [n, ...], added to the slice of `zeros` at `ids[i]`. */
function addedInOrder(zeros: Value, ids: Value, rows: Value): Value {
  const columns = [...rows.shape.keys()].slice(1);
  const places = ids.unsqueeze(columns).expandLike(rows);
  return zeros.graph.node("ScatterElements", [zeros, places, rows], { axis: 0, reduction: "add" }, zeros);
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
