import type { Dimension } from "../value-info.ts";
import { addedAt } from "./added-at.ts";
import type { ValueType } from "./infer-values.ts";
import { inverse } from "./inverse.ts";
import type { NodeView } from "./node-view.ts";
import { resizeGradient } from "./resize.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const shape = {
  /** dx = dz in the shape of x */
  Reshape: ({ x }, dz) => [() => dz.reshapeLike(x)],
  /** dx = dz in the shape of x */
  Squeeze: ({ x }, dz) => [() => dz.reshapeLike(x)],
  /** dx = dz in the shape of x */
  Unsqueeze: ({ x }, dz) => [() => dz.reshapeLike(x)],
  /** dx = dz in the shape of x */
  Flatten: ({ x }, dz) => [() => dz.reshapeLike(x)],
  /** z = x with its axes in the order p: dx = dz in the order p⁻¹ */
  Transpose: (node, dz) => [() => dz.transpose(inverse(permutation(node)))],
  /** z = x repeated: dx = the sum of dz over the repetitions */
  Expand: (_, dz) => [() => dz],
  /** z = x repeated: dx = the sum of dz over the repetitions */
  Tile: (node, dz) => [() => untiled(node, dz)],
  /** z = x with a constant around it: dx = dz without it; or with elements of x around it: dx = Σ dz of each element */
  Pad: (node, dz) => [
    () => (node.string("mode", "constant") === "constant" ? unpadded(node, dz) : unfolded(node, dz)),
    () => node.unsupported("its pads"),
    () => dz.sumAll().sub(unpadded(node, dz).sumAll()),
  ],
  /** z = x with its channels as blocks of pixels: dx = dz with its blocks as channels */
  DepthToSpace: (node, dz) => [() => fromBlocks(node, dz)],
  /** z = x with its blocks of pixels as channels: dx = dz with its channels as blocks */
  SpaceToDepth: (node, dz) => [() => dz.graph.node("DepthToSpace", [dz], node.attributes(), node.x)],
  /** z = x along the other way of each sequence: dx = dz so, too */
  ReverseSequence: (node, dz) => [
    () => dz.graph.node("ReverseSequence", [dz, node.y], node.attributes(), dz),
  ],
  /** z = x with a matrix along each axis: dx = dz with the transposed ones */
  Resize: (node, dz) => [() => resizeGradient(node, dz)],
  /** z = x with 0 below or above a diagonal: dx = dz with 0 there */
  Trilu: (node, dz) => [
    () => dz.graph.node("Trilu", [dz, ...node.inputs.slice(1)], { upper: node.int("upper", 1) }, dz),
  ],
  /** z = [x₀, x₁, …]: dxᵢ = its part of dz */
  Concat: (node, dz) => node.inputs.map((_, i) => () => part(node, dz, i)),
  /** [z₀, z₁, …] = x: dx = [dz₀, dz₁, …] */
  Split: (node, dz) => [
    () => {
      const parts = node.gradients.map(
        (part, i) => part ?? dz.graph.scalar(0, dz.type).expandLike(node.output(i)),
      );
      return dz.graph.node("Concat", parts, { axis: node.axis(0) }, node.x);
    },
  ],
} satisfies Rules;

/** dz without what was put around x; where x was cut, with 0. */
function unpadded(node: NodeView, dz: Value): Value {
  const axes = node.has(3) ? [node.input(3)] : [];
  const inputs = [dz, node.y.neg(), dz.graph.scalar(0, dz.type), ...axes];
  return dz.graph.node("Pad", inputs, {}, node.x);
}

/** Which element of x is where, the same Pad of 0, 1, 2, … says for each axis. */
function unfolded(node: NodeView, dz: Value): Value {
  const { graph, x } = node;
  const axes = node.has(3) ? node.axes(3) : [...x.shape.keys()];
  const pads = node.constant(1);
  return axes.reduce((d, axis, k) => {
    const places = [k, k + axes.length];
    if (pads && places.every((place) => pads[place] === 0)) return d;
    const bounds = [graph.ints(0), x.size(axis).squeeze([0]), graph.ints(1)];
    const all = graph.node("Range", bounds, {}, int64([x.shape[axis] ?? 1]));
    const amounts = graph.node("Gather", [node.y, graph.ints(places)], {}, int64([2]));
    const attributes = { mode: node.string("mode", "") };
    const indices = graph.node("Pad", [all, amounts], attributes, int64([d.shape[axis] ?? 1]));
    return addedAt(d, indices, axis, x, false);
  }, dz);
}

/** CRD orders channels by the place in the block last, SpaceToDepth first. */
function fromBlocks(node: NodeView, dz: Value): Value {
  const { graph, x } = node;
  const size = node.int("blocksize", 1);
  const blocks = graph.node("SpaceToDepth", [dz], { blocksize: size }, x);
  if (node.string("mode", "DCR") === "DCR") return blocks;
  const channels = node.z.shape[1];
  if (typeof channels !== "number") node.unsupported("channels whose number is not known");
  return blocks
    .reshape([0, size * size, Number(channels), -1])
    .transpose([0, 2, 1, 3])
    .reshapeLike(x);
}

/** Each axis is split into its repetitions and its elements, and the repetitions are summed. */
function untiled({ graph, x, y: repeats }: NodeView, dz: Value): Value {
  const pairs = graph.node(
    "Concat",
    [repeats.unsqueeze([1]), x.sizes().unsqueeze([1])],
    { axis: 1 },
    int64([x.rank, 2]),
  );
  const sizes = graph.node("Reshape", [pairs, graph.ints([-1])], {}, int64([2 * x.rank]));
  const shape = x.shape.flatMap((size, axis) => [`${repeats.name}[${axis}]`, size]);
  const split = graph.node("Reshape", [dz, sizes], {}, { type: dz.type, shape });
  const repetitions = [...x.shape.keys()].map((axis) => 2 * axis);
  return split.sum(repetitions).squeeze(repetitions);
}

function int64(shape: readonly Dimension[]): ValueType {
  return { type: "int64", shape };
}

function part(node: NodeView, dz: Value, i: number): Value {
  const axis = node.axis(0);
  const { graph } = node;
  const start = node.inputs.slice(0, i).reduce((sum, x) => sum.add(x.size(axis)), graph.ints([0]));
  const end = start.add(node.input(i).size(axis));
  return graph.node("Slice", [dz, start, end, graph.ints([axis])], {}, node.input(i));
}

/** The order of a Transpose; ONNX reverses the axes where none is given. */
function permutation(node: NodeView): readonly number[] {
  return node.ints("perm", 1) ?? [...node.x.shape.keys()].reverse();
}
