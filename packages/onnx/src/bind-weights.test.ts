import { expect, test } from "vitest";
import { bindWeights } from "./bind-weights.ts";
import { MissingWeightError, WeightMismatchError } from "./errors.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { storedTensor } from "./stored-tensor.ts";

function scale() {
  const g = new GraphBuilder("scale");
  const x = g.input("x", "float32", [2]);
  g.output("y", g.add("Mul", [x, g.module("norm").parameter("weight", [2])]), "float32", [2]);
  return g.build();
}

test("parameters turn from inputs into float32 constants; other weights are left out", async () => {
  const network = scale();
  const half = storedTensor("F16", [2], Uint16Array.of(0x3c00, 0xc000));
  const bound = await bindWeights(
    network,
    new Map([
      ["norm.weight", half],
      ["pooler", half],
    ]),
  );

  expect(bound.graph?.input.map(({ name }) => name)).toEqual(["x"]);
  expect(bound.graph?.initializer).toMatchObject([{ name: "norm.weight", dims: [2n] }]);
  expect(bound.graph?.initializer[0]?.rawData).toEqual(new Uint8Array(Float32Array.of(1, -2).buffer));
  expect(network.model.graph?.input).toHaveLength(2);
});

test("a missing weight is named with the shape it must have", async () => {
  const error = await bindWeights(scale(), new Map()).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(MissingWeightError);
  expect(error).toMatchObject({
    parameter: "norm.weight",
    expected: [2],
    message: "missing weight, expected shape [2]: norm.weight",
  });
});

test.each([
  [
    storedTensor("F32", [1, 2], new Float32Array(2)),
    "mismatched weight norm.weight, expected shape [2]: [1,2]",
  ],
  [
    storedTensor("I64", [2], new BigInt64Array(2)),
    "mismatched weight norm.weight, expected dtype F32, F16 or BF16: I64",
  ],
])("a weight of another kind is refused", async (weight, message) => {
  const binding = bindWeights(scale(), new Map([["norm.weight", weight]]));
  await expect(binding).rejects.toThrow(WeightMismatchError);
  await expect(binding).rejects.toThrow(message);
});
