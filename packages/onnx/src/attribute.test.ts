import { AttributeProto_AttributeType as Type } from "onnx-buf";
import { expect, test } from "vitest";
import { attribute, attributeValue, float } from "./attribute.ts";
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

test("lists of floats and of strings are attributes of their own types, and read back as they were given", () => {
  for (const value of [[float(0.5), float(2)], ["Tanh", "Relu"], [1, 2], 3, float(0.25), "linear"])
    expect(attributeValue(attribute("name", value))).toEqual(value);
  expect(attribute("alpha", [float(0.5)]).floats).toEqual([0.5]);
});
