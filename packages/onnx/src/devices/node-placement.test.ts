import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { GraphBuilder } from "../graph-builder.ts";
import { nodePlacement } from "./node-placement.ts";

test("says which provider ran which operators, and how many of each", async () => {
  const g = new GraphBuilder("two products");
  const x = g.input("x", "float32", ["n", "n"]);
  const y = g.add("Softmax", [g.add("MatMul", [g.add("MatMul", [x, x]), x])], { axis: -1 });
  g.output("y", y, "float32", ["n", "n"]);
  const feeds = { x: new Tensor("float32", new Float32Array(9), [3, 3]) };
  expect(await nodePlacement(g.build().model, feeds, "cpu")).toEqual({
    CPUExecutionProvider: { MatMul: 2, Softmax: 1 },
  });
});
