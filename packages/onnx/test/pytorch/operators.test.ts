// The gradients that PyTorch's autograd gave, recorded by operators.py.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { z } from "zod";
import { float } from "../../src/attribute.ts";
import { encodeOnnx } from "../../src/encode-onnx.ts";
import { differentiate, gradientName } from "../../src/gradients/differentiate.ts";
import { rules } from "../../src/gradients/rules.ts";
import { GraphBuilder } from "../../src/graph-builder.ts";

const tensor = z.object({
  type: z.enum(["float32", "float64", "int64", "bool"]),
  dims: z.array(z.int()),
  data: z.array(z.number()),
});
const attribute = z.union([
  z.number(),
  z.string(),
  z.array(z.number()),
  z.object({ float: z.number() }).transform(({ float: value }) => float(value)),
]);
const recorded = z.object({
  operator: z.string(),
  note: z.string(),
  opset: z.int(),
  attributes: z.record(z.string(), attribute),
  inputs: z.array(tensor.nullable()),
  outputs: z.int(),
  output: z.int(),
  result: tensor,
  resultGradient: tensor,
  gradients: z.array(tensor.extend({ input: z.int() })),
});
type Recorded = z.infer<typeof recorded>;
type RecordedTensor = z.infer<typeof tensor>;

const fixture = join(import.meta.dirname, "operators.json");
const { cases } = z.object({ cases: z.array(recorded) }).parse(JSON.parse(await readFile(fixture, "utf8")));

test("every rule is compared with PyTorch", () => {
  expect([...new Set(cases.map(({ operator }) => operator))].sort()).toEqual(Object.keys(rules).sort());
});

test.each(cases.map((each) => [`${each.operator} ${each.note}`.trim(), each] as const))(
  "%s has PyTorch's result and gradients",
  async (_, given) => {
    const wrt = given.gradients.map(({ input }) => `x${input}`);
    const differentiated = await differentiate(lossModel(given), { loss: "loss", wrt });
    const session = await InferenceSession.create(encodeOnnx(differentiated), { logSeverityLevel: 3 });
    const results = await session.run(feeds(given));
    await session.release();
    expectClose(results.result, given.result);
    for (const gradient of given.gradients)
      expectClose(results[gradientName(`x${gradient.input}`)], gradient);
  },
);

/** Σ z dz, whose gradient with respect to z is dz. */
function lossModel({ operator, opset, attributes, inputs, outputs, output, result }: Recorded) {
  const g = new GraphBuilder(operator);
  const type = result.type === "float64" ? "float64" : "float32";
  const names = inputs.map((input, i) => input && declared(g, `x${i}`, input));
  const z =
    g.addMany(
      operator,
      names.map((name) => name ?? ""),
      outputs,
      attributes,
    )[output] ?? "";
  // Of MeanVarianceNormalization onnxruntime does not infer the shape.
  g.annotate(z, type, result.dims);
  const weighted = g.add("Mul", [z, g.input("dz", type, result.dims)]);
  g.output("result", z, type, result.dims);
  g.output("loss", g.add("ReduceSum", [weighted], { keepdims: 0 }), type, []);
  const { model } = g.build();
  for (const set of model.opsetImport) set.version = BigInt(opset);
  return model;
}

/** Vectors of ints are axes and sizes, which must be constants. */
function declared(g: GraphBuilder, name: string, { type, dims, data }: RecordedTensor): string {
  if (isConstant({ type, dims })) return g.ints(dims.length === 0 ? (data[0] ?? 0) : data);
  if (type !== "bool") return g.input(name, type, dims);
  return g.add("Cast", [g.input(name, "int64", dims)], { to: 9 });
}

function isConstant({ type, dims }: Pick<RecordedTensor, "type" | "dims">): boolean {
  return type === "int64" && dims.length < 2;
}

function feeds({ inputs, resultGradient }: Recorded): Record<string, Tensor> {
  const given = inputs.flatMap((input, i) =>
    input && !isConstant(input) ? [[`x${i}`, toTensor(input)] as const] : [],
  );
  return { ...Object.fromEntries(given), dz: toTensor(resultGradient) };
}

function toTensor({ type, dims, data }: RecordedTensor): Tensor {
  if (type === "float32") return new Tensor(type, Float32Array.from(data), dims);
  if (type === "float64") return new Tensor(type, Float64Array.from(data), dims);
  return new Tensor("int64", BigInt64Array.from(data, BigInt), dims);
}

/** Within 1e-5 of the largest element. */
function expectClose(actual: Tensor | undefined, expected: RecordedTensor): void {
  expect(actual?.dims).toEqual(expected.dims);
  const values = Array.from(actual?.data as Float32Array | Float64Array);
  const error = Math.max(...expected.data.map((value, i) => Math.abs(value - (values[i] ?? Number.NaN))));
  const scale = Math.max(...expected.data.map(Math.abs));
  expect(error).toBeLessThanOrEqual(1e-5 * scale);
}
