import type { Dimension } from "../value-info.ts";
import { columnsOf } from "./columns.ts";
import type { NodeView } from "./node-view.ts";
import { channelSums } from "./normalized.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";
import {
  reach,
  type Steps,
  split,
  spread,
  stepsOf,
  type Windows,
  windowAttributes,
  windowsOf,
} from "./windows.ts";

// The gradient of a convolution for its input is a transposed convolution, and the other way round
// (https://arxiv.org/abs/1603.07285); that for the weight is one matrix product of all results and all windows.
export const convolution = {
  /** zᵢ = w (window i of x) + b: dx = Σ wᵀ dzᵢ at window i, dw = Σ dzᵢ (window i of x)ᵀ, db = Σ dzᵢ */
  Conv: (node, dz) => {
    const { x, y: w } = node;
    const group = node.int("group", 1);
    const windows = () => windowsOf(node, kernelOf(node));
    return [
      () => spread(windows(), dz, w, x, group),
      () => weightGradient(windows(), x, dz, w, group),
      () => channelSums(dz),
    ];
  },
  /** z = Σ wᵀ xᵢ at window i + b: dxᵢ = w (window i of dz), dw = Σ xᵢ (window i of dz)ᵀ, db = Σ dz */
  ConvTranspose: (node, dz) => {
    const { x, y: w } = node;
    const group = node.int("group", 1);
    return [
      () => {
        const { windows, d } = spreadOver(node, dz);
        return dz.graph.node("Conv", [d, w], { ...windowAttributes(windows), group }, x);
      },
      () => {
        const { windows, d } = spreadOver(node, dz);
        return weightGradient(windows, d, x, w, group);
      },
      () => channelSums(dz),
    ];
  },
} satisfies Rules;

function kernelOf(node: NodeView): readonly number[] {
  const kernel = node.list("kernel_shape") ?? node.y.shape.slice(2);
  if ([...node.y.shape, ...kernel].some((size) => typeof size !== "number"))
    node.unsupported("a weight whose size is not known");
  return kernel as readonly number[];
}

/** The windows that a ConvTranspose spreads its input over, and `dz` without the elements that none of them reaches. */
function spreadOver(node: NodeView, dz: Value): { windows: Windows; d: Value } {
  const { graph } = node;
  const steps = stepsOf(node, kernelOf(node));
  const { begin, end } = transposedPads(node, steps);
  const pads = { begin, end: end.map((elements) => Math.max(elements, 0)) };
  const windows = { ...steps, pads, before: graph.ints(begin), automatic: "NOTSET" };
  const cut = end.map((elements) => Math.min(elements, 0));
  if (cut.every((elements) => elements === 0)) return { windows, d: dz };

  const none = begin.map(() => 0);
  const amounts = graph.ints([0, 0, ...none, 0, 0, ...cut]);
  const sizes = dz.shape.slice(2).map((size, i) => plus(size, cut[i] ?? 0));
  const type = { type: dz.type, shape: [...dz.shape.slice(0, 2), ...sizes] };
  return { windows, d: graph.node("Pad", [dz, amounts], {}, type) };
}

function plus(size: Dimension, elements: number): Dimension {
  return typeof size === "number" ? size + elements : `${size}${elements || ""}`;
}

/** How far the windows reach over the result of a ConvTranspose; the end is negative where they do not get there. */
function transposedPads(node: NodeView, steps: Steps): NonNullable<Windows["pads"]> {
  const automatic = node.string("auto_pad", "NOTSET");
  const asked = node.list("output_shape");
  const added = steps.kernel.map((_, i) => node.list("output_padding")?.[i] ?? 0);
  if (!asked && !automatic.startsWith("SAME")) {
    const { begin, end } = windowsOf(node, steps.kernel).pads ?? { begin: [], end: [] };
    return { begin, end: end.map((elements, i) => elements - (added[i] ?? 0)) };
  }
  // Without output_shape, SAME_UPPER and SAME_LOWER give `strides` times as many elements, or all if those are more.
  const rest = steps.kernel.map((_, i) => {
    if (!asked) return Math.max(reach(steps, i, 1) - (steps.strides[i] ?? 1), -(added[i] ?? 0));
    const [size, result] = [node.x.shape[i + 2], node.z.shape[i + 2]];
    if (typeof size !== "number" || typeof result !== "number")
      return node.unsupported("output_shape where the size of the input is not known");
    return reach(steps, i, size) - result;
  });
  const { begin } = split(
    rest.map((elements, i) => Math.max(elements + (added[i] ?? 0), 0)),
    automatic,
  );
  return { begin, end: rest.map((elements, i) => elements - (begin[i] ?? 0)) };
}

/**
 * Σ dzᵢ (window i of x)ᵀ over all windows and the batch in one matrix product for each group, in the shape of
 * `w`: [channels of dz, channels of x / group, ...kernel].
 */
function weightGradient(windows: Windows, x: Value, dz: Value, w: Value, group: number): Value {
  const channels = Number(w.shape[1]);
  const columns = columnsOf(windows, x, channels * group, dz);
  const results = dz.reshape([0, 0, -1]).transpose([1, 0, 2]);
  if (group === 1) {
    const places = columns.transpose([1, 0, 2]).reshape([0, -1]);
    return results.reshape([0, -1]).matmulTransposed(places).reshapeLike(w);
  }
  const size = channels * windows.kernel.reduce((a, b) => a * b, 1);
  const places = columns.reshape([0, group, size, -1]).transpose([1, 2, 0, 3]).reshape([0, 0, -1]);
  return places.matmul(results.reshape([group, Number(w.shape[0]) / group, -1]).T).T.reshapeLike(w);
}
