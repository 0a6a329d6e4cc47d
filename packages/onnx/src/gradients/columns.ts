import type { Value } from "./value.ts";
import { type Windows, windowAttributes } from "./windows.ts";

/**
 * What each window has in each channel and place, [batch, channels × kernel, windows] (im2col).
 *
 * @param x [batch, channels, ...sizes]
 * @param z a value with a result for each window
 */
export function columnsOf(windows: Windows, x: Value, channels: number, z: Value): Value {
  const { kernel, strides, dilations, pads } = windows;
  const places = kernel.reduce((a, b) => a * b, 1);
  const isUnpadded = pads && [...pads.begin, ...pads.end].every((elements) => elements === 0);
  if (isUnpadded && [...kernel, ...strides].every((size) => size === 1)) return x.reshape([0, 0, -1]);

  const counts = z.shape.slice(2);
  const tiles = kernel.every((size, i) => {
    const count = counts[i];
    const isTile = strides[i] === size && dilations[i] === 1 && typeof count === "number";
    return isTile && x.shape[i + 2] === count * size;
  });
  if (isUnpadded && tiles) {
    const axes = kernel.map((_, i) => 2 + 2 * i);
    const split = x.reshape([0, 0, ...kernel.flatMap((size, i) => [Number(counts[i]), size])]);
    const order = [0, 1, ...axes.map((axis) => axis + 1), ...axes];
    return split.transpose(order).reshape([0, channels * places, -1]);
  }
  // A kernel for each place which has 1 there and 0 elsewhere: onnxruntime moves windows faster in a convolution than
  // in Slices, and adds the padding on the way.
  const { graph, type } = x;
  const square = { type, shape: [places, places] };
  const zeros = graph.node("Expand", [graph.scalar(0, type), graph.ints(square.shape)], {}, square);
  const eye = graph.node("EyeLike", [zeros], {}, square);
  const all = { type, shape: [channels * places, places] };
  const kernels = graph.node("Tile", [eye, graph.ints([channels, 1])], {}, all).reshape([0, 1, ...kernel]);
  const found = { type, shape: [x.shape[0] ?? 1, channels * places, ...counts] };
  const attributes = { ...windowAttributes(windows), group: channels };
  return graph.node("Conv", [x, kernels], attributes, found).reshape([0, 0, -1]);
}
