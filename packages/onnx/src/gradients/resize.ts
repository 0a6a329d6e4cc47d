import type { NodeView } from "./node-view.ts";
import type { Value } from "./value.ts";

/**
 * Along each axis a Resize multiplies by a matrix, whatever its mode, and its gradient by the transposed one. What the
 * Resize makes of the unit vectors is that matrix.
 */
export function resizeGradient(node: NodeView, dz: Value): Value {
  if (node.string("coordinate_transformation_mode", "") === "tf_crop_and_resize")
    node.unsupported("tf_crop_and_resize");
  if (node.string("keep_aspect_ratio_policy", "stretch") !== "stretch")
    node.unsupported("keep_aspect_ratio_policy");
  const { x, z } = node;
  const axes = node.list("axes")?.map((axis) => (axis < 0 ? axis + x.rank : axis)) ?? [...x.shape.keys()];
  // A batch and its channels that stay as many are not resampled.
  const resized = axes.filter((axis) => axis > 1 || x.shape[axis] !== z.shape[axis]);
  return resized.reduce((d, axis) => product(d, axis, weights(node, axis, axes.indexOf(axis))), dz);
}

/** What each element has of each result, [size of x, size of z]. */
function weights(node: NodeView, axis: number, place: number): Value {
  const { graph, x, z } = node;
  const [size, old = 1] = [x.size(axis), x.shape[axis]];
  const square = { type: x.type, shape: [old, old] };
  const zeros = graph.node("Expand", [graph.scalar(0, x.type), graph.vector([size, size])], {}, square);
  const eye = graph.node("EyeLike", [zeros], {}, square);
  const { axes: _, ...attributes } = node.attributes();
  const type = { type: x.type, shape: [old, z.shape[axis] ?? 1] };
  const none = graph.none();
  if (node.has(3))
    return graph.node("Resize", [eye, none, none, graph.vector([size, z.size(axis)])], attributes, type);
  const scale = graph.node(
    "Gather",
    [node.input(2), graph.ints([place])],
    {},
    { type: "float32", shape: [1] },
  );
  const one = graph.scalar(1, "float32").unsqueeze([0]);
  const scales = graph.node("Concat", [one, scale], { axis: 0 }, { type: "float32", shape: [2] });
  return graph.node("Resize", [eye, none, scales], attributes, type);
}

/** The values along an axis of d multiplied by a matrix, [new size, size]. */
function product(d: Value, axis: number, matrix: Value): Value {
  if (axis === d.rank - 2) return matrix.matmul(d);
  if (axis === d.rank - 1) return d.matmul(matrix.T);
  const order = [...d.shape.keys()].filter((other) => other !== axis);
  const back = [...order.keys()].toSpliced(axis, 0, d.rank - 1);
  return d
    .transpose([...order, axis])
    .matmul(matrix.T)
    .transpose(back);
}
