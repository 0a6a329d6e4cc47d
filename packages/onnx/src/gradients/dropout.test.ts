import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { MissingGradientRuleError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { differentiate } from "./differentiate.ts";

/** Σ dropout(x)²; finite differences do not apply, as each run drops other elements. */
function dropped(ratio: number | undefined, outputs: number) {
  const g = new GraphBuilder("dropout");
  const training = g.add("Equal", [g.input("training", "int64", []), g.ints(1)]);
  const inputs = [g.input("x", "float32", ["n"]), ratio === undefined ? "" : g.scalar(ratio), training];
  const [z = "", mask = ""] = g.addMany("Dropout", inputs, outputs);
  g.output("z", z, "float32", ["n"]);
  if (mask) g.output("mask", g.add("Cast", [mask], { to: 1 }), "float32", ["n"]);
  g.output("loss", g.add("ReduceSum", [g.add("Mul", [z, z])], { keepdims: 0 }), "float32", []);
  return differentiate(g.build().model, { loss: "loss", wrt: ["x"] });
}

test.each([
  [0.25, 1],
  [0.25, 0],
  [undefined, 1],
])(
  "of ratio %s, with training %i, what was dropped has gradient 0 and the rest is scaled",
  async (ratio, training) => {
    const session = await InferenceSession.create(encodeOnnx(await dropped(ratio, 2)));
    const results = await session.run({
      x: new Tensor("float32", new Float32Array(1000).fill(3), [1000]),
      training: new Tensor("int64", BigInt64Array.of(BigInt(training)), []),
    });
    const mask = results.mask?.data as Float32Array;
    const kept = 1 - (ratio ?? 0.5);
    const drops = mask.filter((value) => value === 0).length;
    if (training === 1) expect(Math.abs(drops / 1000 - (1 - kept))).toBeLessThan(0.1);
    else expect(drops).toBe(0);
    const scale = training === 1 ? 1 / kept : 1;
    // d (m s x)² / dx = 2 m s² x
    const expected = mask.map((value) => 2 * value * scale ** 2 * 3);
    const gradient = results["x.grad"]?.data as Float32Array;
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (gradient[i] ?? 0))))).toBeLessThan(1e-5);
  },
);

test("training without the mask cannot be differentiated, and the error says what is missing", async () => {
  await expect(dropped(0.25, 1)).rejects.toThrow(MissingGradientRuleError);
  await expect(dropped(0.25, 1)).rejects.toThrow("training_mode without the mask as second output");
});
