import { expect, test } from "vitest";
import { GraphError } from "./errors.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { prune } from "./prune.ts";

function twoOutputs() {
  const g = new GraphBuilder("two");
  const logits = g.add("Mul", [g.input("x", "float32", ["n"]), g.scalar(2)]);
  g.output("logits", logits, "float32", ["n"]);
  const labels = g.input("labels", "float32", ["n"]);
  g.output("loss", g.add("ReduceMean", [g.add("Sub", [logits, labels])], { keepdims: 0 }), "float32", []);
  g.add("Add", [labels, g.scalar(7)]);
  return g.build().model;
}

test("keeps what the outputs need, in its order", () => {
  const model = twoOutputs();
  const { graph } = prune(model, ["logits"]);
  expect(graph?.node.map(({ opType }) => opType)).toEqual(["Mul", "Identity"]);
  expect(graph?.input.map(({ name }) => name)).toEqual(["x"]);
  expect(graph?.initializer).toHaveLength(1);
  expect(graph?.output.map(({ name }) => name)).toEqual(["logits"]);
  expect(model.graph?.node).toHaveLength(6);
  expect(prune(model, ["loss", "logits"]).graph?.input.map(({ name }) => name)).toEqual(["x", "labels"]);
});

test("refuses what is no output", () => {
  expect(() => prune(twoOutputs(), ["Mul"])).toThrow(GraphError);
  expect(() => prune(twoOutputs(), ["Mul"])).toThrow("unknown output, expected one of logits, loss: Mul");
});
