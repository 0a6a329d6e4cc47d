import type { ValueType } from "./infer-values.ts";
import type { NodeView } from "./node-view.ts";
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
  /** z = x with a constant around it: dx = dz without it */
  Pad: (node, dz) => [
    () => {
      if (node.string("mode", "constant") !== "constant") node.unsupported("modes other than constant");
      const axes = node.has(3) ? [node.input(3)] : [];
      const inputs = [dz, node.y.neg(), dz.graph.scalar(0, dz.type), ...axes];
      return dz.graph.node("Pad", inputs, {}, node.x);
    },
  ],
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

function int64(shape: readonly number[]): ValueType {
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

export function inverse(permutation: readonly number[]): number[] {
  return [...permutation.keys()].map((axis) => permutation.indexOf(axis));
}
