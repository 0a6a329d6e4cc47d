import { AttributeProto_AttributeType as Type } from "onnx-buf";
import { expect, test } from "vitest";
import { attribute, float } from "./attribute.ts";
import { GraphError } from "./errors.ts";

test("each kind of value gets its ONNX type", () => {
  expect(attribute("axis", -1)).toMatchObject({ name: "axis", type: Type.INT, i: -1n });
  expect(attribute("perm", [1, 0])).toMatchObject({ type: Type.INTS, ints: [1n, 0n] });
  expect(attribute("epsilon", float(1))).toMatchObject({ type: Type.FLOAT, f: 1 });
  expect(attribute("approximate", "é")).toMatchObject({ type: Type.STRING, s: Uint8Array.of(0xc3, 0xa9) });
});

test("a fraction must be marked as a float", () => {
  expect(() => attribute("alpha", 0.5)).toThrow(
    new GraphError("invalid int attribute alpha, mark floats with float(...): 0.5"),
  );
  expect(() => attribute("pads", [2 ** 60])).toThrow(GraphError);
});
