import type { AttributeProto, NodeProto } from "onnx-buf";
import { type AttributeValue, attribute, float } from "./attribute.ts";
import { changed } from "./changed.ts";
import { made } from "./made-node.ts";

/** What a rewrite may ask for. */
export interface Rewriting {
  /** A name that no value and no node of the model has. */
  fresh(name: string): string;
  /** Ends the upgrade with an error that names the node. */
  unsupported(): never;
  /** The values of an initializer or constant of float32 outside branches; undefined for what is computed. */
  floats(name: string): ArrayLike<number> | undefined;
}

/** The nodes that do in the newer operator set what the node did in the older one. */
type Rewrite = (node: NodeProto, rewriting: Rewriting) => NodeProto[];

/** An operator's version whose nodes mean something else than those of the version before. */
export interface OpsetChange {
  readonly since: number;
  readonly rewrite: Rewrite;
}

const unknown: Rewrite = (_, rewriting) => rewriting.unsupported();

const axesBecomeAnInput: Rewrite = (node, rewriting) => becomesAnInput(node, "axes", rewriting);

const axesIn18: readonly OpsetChange[] = [{ since: 18, rewrite: axesBecomeAnInput }];

/** Before 13, softmax is over all axes from `axis` on together, and `axis` is 1 where none is given. */
const flattened: readonly OpsetChange[] = [
  {
    since: 13,
    rewrite: (node, { fresh }) => {
      const [x = "", z = ""] = [node.input[0], node.output[0]];
      const axis = Number(find(node, "axis")?.i ?? 1);
      if (axis === -1) return [node];
      const name = (part: string) => fresh(`${z}.${part}`);
      const rows = made("Flatten", [x], name("rows"), { axis });
      const result = changed(node, {
        input: rows.output,
        output: [name("result")],
        attribute: [attribute("axis", -1)],
      });
      const shape = made("Shape", [x], name("shape"));
      const restored = made("Reshape", [...result.output, ...shape.output], name("restored"));
      return [rows, result, shape, changed(restored, { output: [z] })];
    },
  },
];

/**
 * What changed in operator sets 8 to 22, by operator, as ONNX's changelog has it. Of all others, newer
 * versions only take more types or have more attributes and inputs, whose defaults do what older ones did.
 */
export const opsetChanges: Readonly<Record<string, readonly OpsetChange[]>> = {
  BatchNormalization: [
    // Statistics of each place instead of each channel are gone.
    {
      since: 9,
      rewrite: (node, { unsupported }) =>
        find(node, "spatial")?.i === 0n ? unsupported() : [without(node, ["spatial"])],
    },
    // The outputs of training are others since 14; inference has one output and stays.
    { since: 14, rewrite: (node, { unsupported }) => (node.output.length > 1 ? unsupported() : [node]) },
  ],
  Clip: [{ since: 11, rewrite: boundsBecomeInputs }],
  DFT: [{ since: 20, rewrite: unknown }],
  Dropout: [{ since: 12, rewrite: ratioBecomesAnInput }],
  // Modes of images were named after two axes.
  GridSample: [
    {
      since: 20,
      rewrite: (node) => {
        const mode = { "": "linear", bilinear: "linear", bicubic: "cubic" }[text(node, "mode")];
        return mode
          ? [changed(node, { attribute: [...without(node, ["mode"]).attribute, attribute("mode", mode)] })]
          : [node];
      },
    },
  ],
  GroupNormalization: [{ since: 21, rewrite: unknown }],
  Hardmax: flattened,
  LogSoftmax: flattened,
  Pad: [{ since: 11, rewrite: padsBecomeInputs }],
  ReduceL1: axesIn18,
  ReduceL2: axesIn18,
  ReduceLogSum: axesIn18,
  ReduceLogSumExp: axesIn18,
  ReduceMax: axesIn18,
  ReduceMean: axesIn18,
  ReduceMin: axesIn18,
  ReduceProd: axesIn18,
  ReduceSum: [{ since: 13, rewrite: axesBecomeAnInput }],
  ReduceSumSquare: axesIn18,
  Resize: [
    { since: 11, rewrite: (node, rewriting) => [resize(node, rewriting)] },
    {
      since: 13,
      rewrite: (node, { unsupported }) =>
        text(node, "coordinate_transformation_mode") === "tf_half_pixel_for_nn" ? unsupported() : [node],
    },
  ],
  // The default of coordinate_transformation_mode shifts by half a pixel, which 10 did not.
  RoiAlign: [
    {
      since: 16,
      rewrite: (node) => [withDefault(node, "coordinate_transformation_mode", "output_half_pixel")],
    },
  ],
  Scan: [{ since: 9, rewrite: unknown }],
  Scatter: [
    { since: 11, rewrite: (node) => [changed(node, { opType: "ScatterElements" })] },
    { since: 12, rewrite: unknown },
  ],
  Slice: [{ since: 10, rewrite: boundsOfSliceBecomeInputs }],
  Softmax: flattened,
  Split: [
    { since: 13, rewrite: (node, rewriting) => becomesAnInput(node, "split", rewriting) },
    {
      since: 18,
      rewrite: (node) => [node.input[1] ? node : withDefault(node, "num_outputs", node.output.length)],
    },
  ],
  Squeeze: [{ since: 13, rewrite: axesBecomeAnInput }],
  Unsqueeze: [{ since: 13, rewrite: axesBecomeAnInput }],
  TopK: [
    {
      since: 10,
      rewrite: (node, { fresh }) => {
        const k = made("Constant", [], fresh(`${node.output[0]}.k`), {
          value_ints: [Number(find(node, "k")?.i ?? 0)],
        });
        return [k, changed(without(node, ["k"]), { input: [...node.input, ...k.output] })];
      },
    },
  ],
  Upsample: [
    { since: 9, rewrite: scalesBecomeAnInput },
    {
      since: 11,
      rewrite: (node, rewriting) => [changed(resize(node, rewriting), { opType: "Resize" })],
    },
    { since: 12, rewrite: unknown },
  ],
};

/** Ints that were an attribute are the second input. */
function becomesAnInput(node: NodeProto, name: string, { fresh }: Rewriting): NodeProto[] {
  const ints = find(node, name)?.ints.map(Number) ?? [];
  const rewritten = changed(node, { attribute: node.attribute.filter((given) => given.name !== name) });
  if (ints.length === 0) return [rewritten];
  const constant = made("Constant", [], fresh(`${node.output[0]}.${name}`), { value_ints: ints });
  return [constant, changed(rewritten, { input: [...node.input, ...constant.output] })];
}

function boundsOfSliceBecomeInputs(node: NodeProto, { fresh }: Rewriting): NodeProto[] {
  const given = ["starts", "ends", "axes"].flatMap((name) => {
    const ints = find(node, name)?.ints.map(Number);
    return ints ? [made("Constant", [], fresh(`${node.output[0]}.${name}`), { value_ints: ints })] : [];
  });
  const input = [...node.input, ...given.flatMap(({ output }) => output)];
  return [...given, changed(without(node, ["starts", "ends", "axes"]), { input })];
}

function boundsBecomeInputs(node: NodeProto, { fresh }: Rewriting): NodeProto[] {
  const bounds = ["min", "max"].map((name) => {
    const bound = find(node, name);
    return bound && made("Constant", [], fresh(`${node.output[0]}.${name}`), { value_float: float(bound.f) });
  });
  const input = [...node.input, ...bounds.map((bound) => bound?.output[0] ?? "")];
  return [
    ...bounds.filter((bound) => bound !== undefined),
    changed(without(node, ["min", "max"]), { input }),
  ];
}

function padsBecomeInputs(node: NodeProto, { fresh }: Rewriting): NodeProto[] {
  const name = (part: string) => fresh(`${node.output[0]}.${part}`);
  const pads = made("Constant", [], name("pads"), { value_ints: find(node, "pads")?.ints.map(Number) ?? [] });
  const value = made("Constant", [], name("value"), { value_float: float(find(node, "value")?.f ?? 0) });
  const input = [...node.input, ...pads.output, ...value.output];
  return [pads, value, changed(without(node, ["pads", "value"]), { input })];
}

function scalesBecomeAnInput(node: NodeProto, { fresh }: Rewriting): NodeProto[] {
  const floats = find(node, "scales")?.floats.map(float) ?? [];
  const scales = made("Constant", [], fresh(`${node.output[0]}.scales`), { value_floats: floats });
  return [scales, changed(without(node, ["scales"]), { input: [...node.input, ...scales.output] })];
}

/** Before 11 a place x comes from x / scale, and the nearest is that before it, or where an axis gets shorter, that after it. */
function resize(node: NodeProto, { floats, unsupported }: Rewriting): NodeProto {
  const [x = "", scales = ""] = node.input;
  const isNearest = (text(node, "mode") || "nearest") === "nearest";
  const factors = isNearest ? Array.from(floats(scales) ?? unsupported()) : [];
  const isSmaller = factors.some((factor) => factor < 1);
  // Both at once has no counterpart.
  if (isSmaller && factors.some((factor) => factor > 1)) unsupported();
  const mode = attribute("nearest_mode", isSmaller ? "ceil" : "floor");
  const coordinates = attribute("coordinate_transformation_mode", "asymmetric");
  return changed(node, {
    input: [x, "", scales],
    attribute: [...node.attribute, coordinates, ...(isNearest ? [mode] : [])],
  });
}

function ratioBecomesAnInput(node: NodeProto, { fresh }: Rewriting): NodeProto[] {
  const ratio = made("Constant", [], fresh(`${node.output[0]}.ratio`), {
    value_float: float(find(node, "ratio")?.f ?? 0.5),
  });
  return [ratio, changed(node, { input: [...node.input, ...ratio.output], attribute: [] })];
}

function without(node: NodeProto, names: readonly string[]): NodeProto {
  return changed(node, { attribute: node.attribute.filter(({ name }) => !names.includes(name)) });
}

function withDefault(node: NodeProto, name: string, value: AttributeValue): NodeProto {
  return find(node, name) ? node : changed(node, { attribute: [...node.attribute, attribute(name, value)] });
}

function text(node: NodeProto, name: string): string {
  return new TextDecoder().decode(find(node, name)?.s);
}

function find(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((given) => given.name === name);
}
