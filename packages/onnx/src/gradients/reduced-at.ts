import type { Dimension } from "../value-info.ts";
import type { Value } from "./value.ts";

/** How a Scatter brings what is at a place and what comes to it together. */
export type Reduction = "add" | "mul" | "min" | "max";

/**
 * `base` with `updates` brought together with its elements or slices at the tuples, [..., length], one after the other,
 * also where tuples repeat: ScatterND of onnxruntime loses some of them, as it works in several threads.
 *
 * @param batchDims axes at the front that base and tuples share
 * @returns undefined where the length of the tuples is not known
 */
export function reducedAtTuples(
  base: Value,
  tuples: Value,
  updates: Value,
  reduction: Reduction,
  batchDims = 0,
): Value | undefined {
  const length = tuples.shape.at(-1);
  if (typeof length !== "number") return undefined;
  const others = [...base.shape.keys()].slice(batchDims + length);
  const sizes = base.graph.vector([base.graph.ints([-1]), ...others.map((axis) => base.size(axis))]);
  const flat = `flat(${base.shape.slice(0, batchDims + length)})`;
  const shape = [flat, ...others.map((axis) => base.shape[axis] as Dimension)];
  const slices = base.graph.node("Reshape", [base, sizes], {}, { type: base.type, shape });
  const ids = sliceNumbers(base, tuples, length, batchDims).flatten(0);
  return reducedInOrder(slices, ids, updates.flatten(others.length), reduction).reshapeLike(base);
}

/** `rows[i]`, [n, ...], brought together with the slice of `base` at `ids[i]`. */
export function reducedInOrder(base: Value, ids: Value, rows: Value, reduction: Reduction): Value {
  const columns = [...rows.shape.keys()].slice(1);
  const places = ids.unsqueeze(columns).expandLike(rows);
  return base.graph.node("ScatterElements", [base, places, rows], { axis: 0, reduction }, base);
}

/** The tuples as numbers of slices, once the axes that they choose from and those of the batch are one. */
function sliceNumbers(x: Value, tuples: Value, length: number, batchDims: number): Value {
  const { graph } = x;
  const shape = tuples.shape.slice(0, -1);
  const part = (k: number) => {
    const index = graph.node("Gather", [tuples, graph.ints(k)], { axis: -1 }, { type: tuples.type, shape });
    const int64 = index.cast("int64");
    return int64.less(0).where(int64.add(x.size(batchDims + k)), int64);
  };
  const parts = Array.from({ length }, (_, k) => part(k));
  const first = batchDims > 0 ? [batchNumbers(x, batchDims, shape.length)] : [];
  return [...first, ...parts].reduce((number, next, k) =>
    number.mul(x.size(batchDims + k - first.length)).add(next),
  );
}

/** 0, 1, 2, … in the shape of the batch, with a dimension of 1 for each further axis of the tuples. */
function batchNumbers(x: Value, batchDims: number, rank: number): Value {
  const { graph } = x;
  const sizes = Array.from({ length: batchDims }, (_, axis) => x.size(axis));
  const count = sizes.reduce((product, size) => product.mul(size));
  const shape = x.shape.slice(0, batchDims);
  const bounds = [graph.ints(0), count.squeeze([0]), graph.ints(1)];
  const all = graph.node("Range", bounds, {}, { type: "int64", shape: [`flat(${shape})`] });
  const inBatch = graph.node("Reshape", [all, graph.vector(sizes)], {}, { type: "int64", shape });
  return inBatch.unsqueeze(Array.from({ length: rank - batchDims }, (_, i) => batchDims + i));
}
