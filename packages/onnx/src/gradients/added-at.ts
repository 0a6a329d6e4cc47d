import type { Dimension } from "../value-info.ts";
import { inverse } from "./inverse.ts";
import { reducedInOrder } from "./reduced-at.ts";
import type { Value } from "./value.ts";

/**
 * Zeros with the size of `x` along the axis, and the slices of `d` added at their indices. ScatterND of onnxruntime adds in
 * several threads, and loses some of what is added at one place; ScatterElements adds in order. So ScatterND is only for
 * indices that cannot repeat.
 */
export function addedAt(d: Value, indices: Value, axis: number, x: Value, isUnique: boolean): Value {
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
    : reducedInOrder(zeros, places.flatten(0), updates.flatten(others.length), "add");
  return added.transpose(inverse([axis, ...[...x.shape.keys()].filter((other) => other !== axis)]));
}
