import { create } from "@bufbuild/protobuf";
import { AttributeProtoSchema, type GraphProto, GraphProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { GraphError } from "../errors.ts";
import { topologicalOrder } from "./topological-order.ts";

/** Nodes written as "output: inputs". */
function graph(...nodes: string[]): GraphProto {
  return create(GraphProtoSchema, {
    input: [{ name: "x" }],
    node: nodes.map((text) => {
      const [output = "", inputs = ""] = text.split(": ");
      return { name: `make ${output}`, opType: "Sum", input: inputs.split(" "), output: [output] };
    }),
  });
}

const order = (...nodes: string[]) => topologicalOrder(graph(...nodes)).map(({ output }) => output[0]);

test("nodes come after those they read from, else in the order they are in", () => {
  expect(order("d: b c", "c: b a", "b: a", "a: x")).toEqual(["a", "b", "c", "d"]);
  expect(order("a: x", "b: x", "c: a b")).toEqual(["a", "b", "c"]);
});

test("a chain of any length is ordered", () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => `v${i + 1}: v${i}`).reverse();
  expect(order(...chain, "v0: x").at(-1)).toBe("v50000");
});

test("a cycle, a value that nothing makes and one made twice are refused", () => {
  expect(() => order("a: x c", "b: a", "c: b")).toThrow(GraphError);
  expect(() => order("a: x c", "b: a", "c: b")).toThrow("graph with a cycle, through the node: make");
  expect(() => order("a: a")).toThrow("graph with a cycle, through the node: make a");
  expect(() => order("a: x y")).toThrow(new GraphError("unknown input of make a, nothing makes it: y"));
  expect(() => order("a: x", "a: x")).toThrow(new GraphError("value made twice: a"));
});

test("what a subgraph takes from outside counts as read", () => {
  const outer = graph("c: x", "b: x");
  const subgraph = create(GraphProtoSchema, {
    node: [{ opType: "Neg", input: ["b"], output: ["d"] }],
    output: [{ name: "d" }],
  });
  outer.node[0]?.attribute.push(create(AttributeProtoSchema, { name: "then_branch", g: subgraph }));
  expect(topologicalOrder(outer).map(({ output }) => output[0])).toEqual(["b", "c"]);
});
