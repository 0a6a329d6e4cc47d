import { expect, test } from "vitest";
import { UnsupportedOperatorError } from "../errors.ts";
import { differentiate, gradientName } from "../gradients/differentiate.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { randomBytes, randomFloats } from "./cases/quantization.fixture.ts";
import { lower } from "./lower.ts";

type Build = (g: GraphBuilder, x: string) => string;

function modelOf(build: Build) {
  const g = new GraphBuilder("foreign");
  const y = build(g.module("layer"), g.input("x", "float32", ["batch_size", "sequence_length", 96]));
  g.output("loss", g.add("ReduceSum", [y], { keepdims: 0 }), "float32", []);
  return g.build().model;
}

const error = (running: Promise<unknown>) =>
  running.then(
    () => undefined,
    (reason: unknown) => reason as UnsupportedOperatorError,
  );

const grouped =
  (attributes: Record<string, number>, rest: readonly string[] = []): Build =>
  (g, x) => {
    const int32 = (value: string) => g.add("Cast", [value], { to: 6 });
    const inputs = [x, "", "", "", "", int32(g.ints([2])), int32(g.ints(3)), ...rest];
    return g.add("com.microsoft.GroupQueryAttention", inputs, {
      num_heads: 2,
      kv_num_heads: 1,
      ...attributes,
    });
  };

const lowered: Readonly<Record<string, readonly [opType: string, build: Build, message: string]>> = {
  "scores as an output": [
    "GroupQueryAttention",
    grouped({ qk_output: 1 }),
    "unsupported qk_output, export the model without it",
  ],
  "a cache of a window": [
    "GroupQueryAttention",
    grouped({ sliding_window_cache: 1, local_window_size: 2 }),
    "unsupported sliding_window_cache, export the model without it",
  ],
  "one input for queries, keys and values": [
    "MultiHeadAttention",
    (g, x) =>
      g.add("com.microsoft.MultiHeadAttention", [g.add("Reshape", [x, g.ints([0, 0, 2, 3, -1])])], {
        num_heads: 2,
      }),
    "unsupported queries, keys and values in one input, split them",
  ],
  "rotary positions within Attention": [
    "Attention",
    (g, x) =>
      g.add("com.microsoft.Attention", [x, randomFloats(g, "w", [96, 96])], { num_heads: 2, do_rotary: 1 }),
    "unsupported do_rotary, export the model without it",
  ],
  "an activation that is unknown": [
    "FusedGemm",
    (g, x) => {
      const rows = g.add("Reshape", [x, g.ints([-1, 96])]);
      const inputs = [rows, randomFloats(g, "w", [96, 2]), randomFloats(g, "b", [2])];
      return g.add("com.microsoft.FusedGemm", inputs, { activation: "Softsign" });
    },
    "unsupported activation Softsign, export the model without it",
  ],
  "a table that is quantised along another axis": [
    "GatherBlockQuantized",
    (g, x) => {
      const ids = g.add("Cast", [x], { to: 7 });
      const inputs = [randomBytes(g, "table", "int4", [32, 4]), ids, randomFloats(g, "scales", [2, 4])];
      return g.add("com.microsoft.GatherBlockQuantized", inputs, { quantize_axis: 0, block_size: 16 });
    },
    "unsupported axes of a quantised table, quantise the rows of a matrix along its last axis",
  ],
};

test.each(Object.entries(lowered))(
  "%s is refused with the node and the way out",
  async (_, [opType, build, message]) => {
    const refused = await error(lower(modelOf(build)));
    expect(refused).toBeInstanceOf(UnsupportedOperatorError);
    expect(refused?.message).toBe(`${message}: com.microsoft.${opType} (node layer.${opType})`);
    expect(refused).toMatchObject({ opType: `com.microsoft.${opType}`, node: `layer.${opType}` });
  },
);

const own: Readonly<Record<string, readonly [opType: string, build: Build, message: string]>> = {
  "the scores of attention as an output": [
    "Attention",
    (g, x) => {
      const outputs = g.addMany("Attention", [x, x, x], 4, { q_num_heads: 2, kv_num_heads: 2 });
      return outputs[3] ?? "";
    },
    "unsupported output of the scores, export the model without it",
  ],
  "an image that is sampled by cubes": [
    "GridSample",
    (g, x) => {
      const image = g.add("Reshape", [x, g.ints([0, 1, -1, 96])]);
      return g.add("GridSample", [image, g.add("Reshape", [x, g.ints([0, -1, 48, 2])])], { mode: "cubic" });
    },
    "unsupported mode cubic, sample linearly",
  ],
};

test.each(Object.entries(own))("%s is refused, too", async (_, [opType, build, message]) => {
  const model = modelOf(build);
  for (const set of model.opsetImport) set.version = 23n;
  const refused = await error(lower(model));
  expect(refused).toBeInstanceOf(UnsupportedOperatorError);
  expect(refused?.message).toBe(`${message}: ${opType} (node layer.${opType})`);
});

test("an operator that is laid out for a device is refused where gradients would pass it, and only there", async () => {
  const image: Build = (g, x) => {
    const pixels = g.add("Reshape", [x, g.ints([1, 8, 8, -1])]);
    return g.add("com.microsoft.NhwcMaxPool", [g.add("Cast", [pixels], { to: 2 })], { kernel_shape: [2, 2] });
  };
  const behind = modelOf((g, x) =>
    g.add("Add", [x, g.add("ReduceSum", [g.add("Cast", [image(g, x)], { to: 1 })])]),
  );
  // Its integers stop the path, so it is not asked for a gradient.
  const { graph } = await differentiate(behind, { loss: "loss", wrt: ["x"] });
  expect(graph?.output.map(({ name }) => name)).toContain(gradientName("x"));

  const quantised = modelOf((g, x) => {
    const given = [randomFloats(g, "scale", []), randomBytes(g, "zero", "uint8", [])];
    const q = g.add("QuantizeLinear", [x, ...given]);
    const sum = g.add("com.microsoft.QLinearAdd", [q, ...given, q, ...given, ...given]);
    return g.add("DequantizeLinear", [sum, ...given]);
  });
  const refused = await error(differentiate(quantised, { loss: "loss", wrt: ["x"] }));
  expect(refused?.message).toContain("QLinearAdd");
});
