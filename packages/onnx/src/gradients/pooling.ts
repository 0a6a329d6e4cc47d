import type { NodeView } from "./node-view.ts";
import type { Rules } from "./rule.ts";
import { inverse } from "./shape.ts";
import type { Value } from "./value.ts";
import {
  moved,
  reachedShape,
  reaches,
  spatialSizes,
  spread,
  type Windows,
  windowAttributes,
  windowsOf,
} from "./windows.ts";

export const pooling = {
  /** z = the largest of each window: dx = Σ dz where it was found, which is at the first of several */
  MaxPool: (node, dz) => [
    () => {
      const places = node.optionalOutput(1, { type: "int64", shape: dz.shape });
      // With storage_order 1, places are counted down the columns.
      const sizes = [...node.x.shape.keys()].slice(2);
      const order = [0, 1, ...(node.int("storage_order", 0) === 1 ? sizes.reverse() : sizes)];
      const zeros = dz.graph.scalar(0, dz.type).expandLike(node.x.transpose(order));
      return added(zeros, places, dz).transpose(inverse(order));
    },
  ],
  /** z = Σ xᵢ / n over each window: dx = Σ dz / n over the windows it is in */
  AveragePool: (node, dz) => [
    () => {
      const windows = poolingWindows(node);
      return spreadEvenly(windows, share(node, windows, dz), node.x);
    },
  ],
  /** z = (Σ |xᵢ|ᵖ)^(1/p) over each window: dx = sign x |x|ᵖ⁻¹ Σ dz z¹⁻ᵖ over the windows it is in */
  LpPool: (node, dz) => [
    () => normGradient(node, spreadEvenly(poolingWindows(node), normShare(node, dz), node.x)),
  ],

  /** z = the largest of all: dx = dz where it was found, which is at the first of several */
  GlobalMaxPool: (node, dz) => [
    () => {
      const all = node.x.reshape([0, 0, -1]);
      const one = { type: "int64", shape: [...all.shape.slice(0, 2), 1] };
      const place = dz.graph.node("ArgMax", [all], { axis: 2, keepdims: 1 }, one);
      const zeros = dz.graph.scalar(0, dz.type).expandLike(all);
      const inputs = [zeros, place, dz.reshape([0, 0, -1])];
      return dz.graph.node("ScatterElements", inputs, { axis: 2 }, zeros).reshapeLike(node.x);
    },
  ],
  /** z = Σ xᵢ / n: dxᵢ = dz / n */
  GlobalAveragePool: ({ x }, dz) => [() => dz.div(x.count([...x.shape.keys()].slice(2))).expandLike(x)],
  /** z = (Σ |xᵢ|ᵖ)^(1/p): dx = dz sign x |x|ᵖ⁻¹ z¹⁻ᵖ */
  GlobalLpPool: (node, dz) => [() => normGradient(node, normShare(node, dz))],
} satisfies Rules;

function poolingWindows(node: NodeView): Windows {
  return windowsOf(node, node.list("kernel_shape") ?? []);
}

/** `dz` added to `zeros` at places that are counted over all elements. */
function added(zeros: Value, places: Value, dz: Value): Value {
  const flat = zeros.reshape([-1]);
  const inputs = [flat, places.reshape([-1]), dz.reshape([-1])];
  return zeros.graph.node("ScatterElements", inputs, { axis: 0, reduction: "add" }, flat).reshapeLike(zeros);
}

/** The sum of `d` over the windows that each element is in. */
function spreadEvenly(windows: Windows, d: Value, x: Value): Value {
  // Each channel is an image of its own, so that no group is needed and the number of channels may be unknown.
  const images = (value: Value) => value.reshape([-1, 1, ...windows.kernel.map(() => 0)]);
  const ones = constant(d, 1, [1, 1, ...windows.kernel]);
  return spread(windows, images(d), ones, images(x), 1).reshapeLike(x);
}

/** dz / n. How many elements a window has at the borders, count_include_pad and ceil_mode decide. */
function share(node: NodeView, windows: Windows, dz: Value): Value {
  const { graph, x } = node;
  const { kernel, strides, pads } = windows;
  const isWhole = pads && [...pads.begin, ...pads.end, node.int("ceil_mode", 0)].every((each) => each === 0);
  if (isWhole) return dz.div(kernel.reduce((a, b) => a * b, 1));
  // The average of ones is the number of ones over n.
  const sizes = graph.vector([graph.ints([1, 1]), spatialSizes(x)]);
  const shape = [1, 1, ...x.shape.slice(2)];
  const ones = graph.node("Expand", [graph.scalar(1, dz.type), sizes], {}, { type: dz.type, shape });
  const { dilations, ...attributes } = windowAttributes(windows);
  // AveragePool has dilations from operator set 19 on only.
  if (node.list("dilations")) Object.assign(attributes, { dilations });
  for (const name of ["ceil_mode", "count_include_pad"]) attributes[name] = node.int(name, 0);
  const type = { type: dz.type, shape: [1, 1, ...dz.shape.slice(2)] };
  const average = graph.node("AveragePool", [ones], { ...attributes, kernel_shape: kernel }, type);
  const reached = [1, 1, ...reachedShape(windows, dz)];
  const inputs = [
    moved(ones, windows.before, reaches(windows, dz), reached),
    constant(dz, 1, [1, 1, ...kernel]),
  ];
  const count = graph.node("Conv", inputs, { strides, dilations: windows.dilations }, type);
  return dz.mul(average.div(count));
}

/** dz z¹⁻ᵖ, 0 where z is 0. */
function normShare(node: NodeView, dz: Value): Value {
  return node.z.equal(0).where(0, dz.mul(node.z.pow(1 - node.int("p", 2))));
}

/** d sign x |x|ᵖ⁻¹ */
function normGradient(node: NodeView, d: Value): Value {
  const { x } = node;
  return d.mul(x.map("Sign")).mul(x.map("Abs").pow(node.int("p", 2) - 1));
}

function constant({ graph, type }: Value, value: number, shape: readonly number[]): Value {
  return graph.node("Expand", [graph.scalar(value, type), graph.ints(shape)], {}, { type, shape });
}
