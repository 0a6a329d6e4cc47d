import type { AttributeValue } from "../attribute.ts";
import type { Dimension } from "../value-info.ts";
import type { NodeView } from "./node-view.ts";
import type { Value } from "./value.ts";

/**
 * Where a convolution or a pooling looks along each of the last axes: `kernel` places, `dilations` apart, from `before`
 * places before the first element on, and `strides` further for each next result.
 */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** The padding before the first element, int64 [axes]. */
  readonly before: Value;
  /** The padding at both ends, where it does not depend on a size known at run time. */
  readonly pads: Pads | undefined;
  /** The auto_pad of the node. */
  readonly automatic: string;
}

interface Pads {
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

export type Steps = Pick<Windows, "kernel" | "strides" | "dilations">;

/** The windows of a node over `x`, [batch, channels, ...sizes], that give `z`. */
export function windowsOf(node: NodeView, kernel: readonly number[], x = node.x, z = node.z): Windows {
  const steps = stepsOf(node, kernel);
  const pads = padsOf(node, steps, x, z);
  const automatic = node.string("auto_pad", "NOTSET");
  if (pads) return { ...steps, automatic, pads, before: x.graph.ints(pads.begin) };
  const missing = reaches(steps, z).sub(spatialSizes(x));
  const total = missing.less(0).where(0, missing);
  const rounded = automatic === "SAME_UPPER" ? total : total.add(1);
  return { ...steps, automatic, pads, before: rounded.div(2) };
}

export function stepsOf(node: NodeView, kernel: readonly number[]): Steps {
  const ones = kernel.map(() => 1);
  return { kernel, strides: node.list("strides") ?? ones, dilations: node.list("dilations") ?? ones };
}

/** The attributes of a Conv that looks through these windows. */
export function windowAttributes(windows: Windows): Record<string, AttributeValue> {
  const { strides, dilations, pads, automatic } = windows;
  return pads
    ? { strides, dilations, pads: [...pads.begin, ...pads.end] }
    : { strides, dilations, auto_pad: automatic };
}

function padsOf(node: NodeView, steps: Steps, x: Value, z: Value): Pads | undefined {
  const count = steps.kernel.length;
  const automatic = node.string("auto_pad", "NOTSET");
  if (automatic === "VALID") return { begin: Array(count).fill(0), end: Array(count).fill(0) };
  if (automatic === "NOTSET") {
    const pads = node.list("pads") ?? Array(2 * count).fill(0);
    return { begin: pads.slice(0, count), end: pads.slice(count) };
  }
  const totals = steps.kernel.map((_, i) => {
    const [size, results] = [x.shape[i + 2], z.shape[i + 2]];
    // As many results as elements, whatever the size.
    if (steps.strides[i] === 1) return reach(steps, i, 1) - 1;
    const isKnown = typeof size === "number" && typeof results === "number";
    return isKnown ? Math.max(reach(steps, i, results) - size, 0) : undefined;
  });
  if (totals.includes(undefined)) return undefined;
  return split(totals as number[], automatic);
}

/** Padding split in two; an odd one's larger half is at the end for SAME_UPPER, at the front else. */
export function split(totals: readonly number[], automatic: string): Pads {
  const begin = totals.map((total) => Math[automatic === "SAME_UPPER" ? "floor" : "ceil"](total / 2));
  return { begin, end: totals.map((total, i) => total - (begin[i] ?? 0)) };
}

/**
 * The adjoint of a convolution of `x` with `w`, which is its gradient: every window of `x` gets what its result `dz` has
 * come from, `w` times `dz`, summed where windows overlap.
 *
 * @param w [channels of dz, channels of x / group, ...kernel]
 */
export function spread(windows: Windows, dz: Value, w: Value, x: Value, group: number): Value {
  const { graph } = dz;
  const { kernel, strides, dilations, pads } = windows;
  const others =
    pads && [...pads.begin, ...pads.end].map((size, i) => reach(windows, i % kernel.length, 1) - 1 - size);
  if (others?.every((size) => size >= 0) && strides.every((stride) => stride === 1))
    // onnxruntime is faster at convolutions than at transposed ones.
    return graph.node("Conv", [dz, turned(w, group)], { dilations, group, pads: others }, x);
  const extra = extraElements(windows, dz, x);
  if (pads && extra) {
    const attributes = { pads: [...pads.begin, ...pads.end], output_padding: extra };
    return graph.node("ConvTranspose", [dz, w], { strides, dilations, group, ...attributes }, x);
  }
  const type = { type: dz.type, shape: [...x.shape.slice(0, 2), ...reachedShape(windows, dz)] };
  const all = graph.node("ConvTranspose", [dz, w], { strides, dilations, group }, type);
  return moved(all, windows.before.neg(), spatialSizes(x), x.shape);
}

/** The weight of the convolution that a transposed one without strides is: kernels backwards, channels exchanged. */
function turned(w: Value, group: number): Value {
  const axes = w.shape.slice(2).map((_, i) => i + 2);
  const ints = (value: number) => w.graph.ints(axes.map(() => value));
  const bounds = [ints(-1), ints(Number.MIN_SAFE_INTEGER), w.graph.ints(axes), ints(-1)];
  const backwards = w.graph.node("Slice", [w, ...bounds], {}, w);
  const [results, channels, ...kernel] = w.shape as number[];
  if (group === 1) return backwards.transpose([1, 0, ...axes]);
  return backwards
    .reshape([group, Number(results) / group, Number(channels), ...kernel])
    .transpose([0, 2, 1, ...axes.map((axis) => axis + 1)])
    .reshape([group * Number(channels), Number(results) / group, ...kernel]);
}

/** The elements at the end that no window reaches, where they are known and ConvTranspose can add them. */
function extraElements({ pads, ...windows }: Windows, dz: Value, x: Value): number[] | undefined {
  const extra = windows.kernel.map((_, i) => {
    const [size, results, stride] = [x.shape[i + 2], dz.shape[i + 2], windows.strides[i] ?? 1];
    const padding = (pads?.begin[i] ?? 0) + (pads?.end[i] ?? 0);
    if (typeof size !== "number" || typeof results !== "number") return stride === 1 ? 0 : undefined;
    const rest = size + padding - reach(windows, i, results);
    return rest >= 0 && rest < stride ? rest : undefined;
  });
  return extra.includes(undefined) ? undefined : (extra as number[]);
}

/** `values` in other sizes, int64 [axes], after `before` elements of 0 along each of the last axes; fewer than none cut off. */
export function moved(values: Value, before: Value, sizes: Value, shape: readonly Dimension[]): Value {
  const { graph, type } = values;
  const after = sizes.sub(spatialSizes(values)).sub(before);
  const none = graph.ints([0, 0]);
  const pads = graph.vector([none, before, none, after]);
  return graph.node("Pad", [values, pads, graph.scalar(0, type)], {}, { type, shape });
}

/** The number of elements that so many windows reach over along the i-th axis, padding included. */
export function reach({ kernel, strides, dilations }: Steps, i: number, count: number): number {
  return (count - 1) * (strides[i] ?? 1) + ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1) + 1;
}

/** What the windows of all results reach over, int64 [axes]. */
export function reaches(steps: Steps, z: Value): Value {
  const first = z.graph.ints(steps.kernel.map((_, i) => reach(steps, i, 1)));
  return spatialSizes(z).sub(1).mul(z.graph.ints(steps.strides)).add(first);
}

/** The same as dimensions. */
export function reachedShape(steps: Steps, z: Value): Dimension[] {
  const { kernel, strides, dilations } = steps;
  return z.shape
    .slice(2)
    .map((size, i) =>
      typeof size === "number"
        ? reach(steps, i, size)
        : `reach(${size}, ${kernel[i]}, ${strides[i]}, ${dilations[i]})`,
    );
}

/** All sizes but those of batch and channels, int64 [axes]. */
export function spatialSizes(x: Value): Value {
  return x.graph.vector(x.shape.slice(2).map((_, i) => x.size(i + 2)));
}
