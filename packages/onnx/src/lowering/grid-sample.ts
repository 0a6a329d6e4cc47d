import { dataTypes } from "../data-type.ts";
import type { Value } from "../gradients/value.ts";
import type { ForeignNode } from "./foreign-node.ts";
import type { Lowerings } from "./lowering.ts";
import { slice } from "./shaping.ts";

/**
 * Images read at places of a grid, from −1 to 1, between pixels linearly or at the nearest, as PyTorch's `grid_sample`.
 * https://arxiv.org/abs/1506.02025
 */
export const gridSample = {
  GridSample: (node) => {
    const { x, y: grid } = node;
    if (x.rank !== 4) node.unsupported("volumes", "sample images");
    const mode = node.string("mode", "linear").replace("bilinear", "linear");
    if (mode !== "linear" && mode !== "nearest") node.unsupported(`mode ${mode}`, "sample linearly");
    const places = [0, 1].map((i) => place(node, slice(grid, 3, i, i + 1).squeeze([3]), size(x, 3 - i)));
    const [across, down] = places as [Value, Value];
    if (mode === "nearest") return [pixels(node, round(across, "Round"), round(down, "Round"))];
    const [left, top] = [round(across, "Floor"), round(down, "Floor")];
    const [right, bottom] = [left.add(1), top.add(1)];
    const one = x.graph.scalar(1, x.type);
    const [toRight, toBottom] = [across.sub(left), down.sub(top)];
    const [toLeft, toTop] = [one.sub(toRight), one.sub(toBottom)];
    const corners = [
      [left, top, toLeft.mul(toTop)],
      [right, top, toRight.mul(toTop)],
      [left, bottom, toLeft.mul(toBottom)],
      [right, bottom, toRight.mul(toBottom)],
    ] as const;
    const parts = corners.map(([i, j, weight]) => pixels(node, i, j).mul(weight.unsqueeze([1])));
    return [parts.reduce((a, b) => a.add(b))];
  },
} satisfies Lowerings;

/** A size as a float without axes. */
function size(x: Value, axis: number): Value {
  return x.size(axis).cast(x.type).squeeze([0]);
}

function round(x: Value, opType: "Floor" | "Round"): Value {
  return x.graph.node(opType, [x], {}, x);
}

/** The place on an axis of so many pixels, from 0 for the first one's middle, in the image as the padding says. */
function place(node: ForeignNode, grid: Value, count: Value): Value {
  const isAligned = node.int("align_corners", 0) === 1;
  const last = count.sub(1);
  // −1 and 1 are the middles of the first and last pixel, or their outer edges.
  const found = isAligned ? grid.add(1).mul(last).div(2) : grid.add(1).mul(count).sub(1).div(2);
  const padding = node.string("padding_mode", "zeros");
  if (padding === "zeros") return found;
  if (padding === "border") return within(found, last);
  // There and back between the edges, [low, low + span], as often as it takes.
  const [low, span] = isAligned ? [0, last] : [-0.5, count];
  const away = found.sub(low).map("Abs");
  const rest = away.graph.node("Mod", [away, span.mul(2)], { fmod: 1 }, away);
  const back = span.sub(rest.sub(span).map("Abs"));
  return within(back.add(low), last);
}

function within(x: Value, last: Value): Value {
  const { graph } = x;
  const bounded = graph.node("Max", [x, graph.scalar(0, x.type)], {}, x);
  return graph.node("Min", [bounded, last], {}, x);
}

/**
 * The pixels in whole places [batch, height, width], of all channels; 0 outside the image.
 *
 * @returns [batch, channels, height, width]
 */
function pixels({ x }: ForeignNode, across: Value, down: Value): Value {
  const { graph, type } = x;
  const [batch = 1, channels = 1] = x.shape;
  const [width, height] = [size(x, 3), size(x, 2)];
  const [i, j] = [within(across, width.sub(1)), within(down, height.sub(1))];
  const inside = i.equal(across).cast(type).mul(j.equal(down).cast(type));
  const flat = j.mul(width).add(i);
  const ids = graph.node("Cast", [flat], { to: dataTypes.int64 }, { type: "int64", shape: flat.shape });
  const minus = graph.ints([-1]);
  const reshaped = (value: Value, sizes: Value[], shape: Value["shape"]) =>
    graph.node("Reshape", [value, graph.vector(sizes)], {}, { type: value.type, shape });
  const places = `places(${flat.shape.slice(1)})`;
  const rows = reshaped(ids, [x.size(0), graph.ints([1]), minus], [batch, 1, places]);
  const ones = graph.ints([1]);
  const target = graph.vector([x.size(0), x.size(1), ones]);
  const wide = graph.node("Expand", [rows, target], {}, { type: "int64", shape: [batch, channels, places] });
  const image = reshaped(x, [x.size(0), x.size(1), minus], [batch, channels, `pixels(${x.shape.slice(2)})`]);
  const read = graph.node("GatherElements", [image, wide], { axis: 2 }, { type, shape: wide.shape });
  const shape = [batch, channels, ...flat.shape.slice(1)];
  const result = reshaped(read, [x.size(0), x.size(1), flat.size(1), flat.size(2)], shape);
  return result.mul(inside.unsqueeze([1]));
}
