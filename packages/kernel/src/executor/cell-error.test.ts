import { expect, it } from "vitest";
import { cellError } from "./cell-error.ts";

const thrower = () => {
  throw new Error("read");
};

it.each([
  ["a proxy", new Proxy({}, { get: thrower, has: thrower })],
  ["an error's proxy", new Proxy(new Error("x"), { get: thrower })],
  ["a message that throws", Object.defineProperty(new Error("x"), "message", { get: thrower })],
  ["a value that cannot be inspected", { [Symbol.for("nodejs.util.inspect.custom")]: thrower }],
])("describes %s", (_, thrown) => {
  expect(cellError(thrown)).toEqual({
    ename: "Thrown",
    evalue: "a value that throws when it is read",
    stack: "Thrown: a value that throws when it is read",
  });
});

it.each([
  ["a name that is a symbol", { name: Symbol("s") }, { ename: "Symbol(s)", evalue: "x" }],
  ["a message that is a symbol", { message: Symbol("s") }, { ename: "Error", evalue: "Symbol(s)" }],
  ["a stack that is a number", { stack: 5 }, { ename: "Error", evalue: "x", stack: "Error: x" }],
  [
    "a cause without a stack",
    { cause: { message: "c", stack: 1, name: "C" } },
    { stack: /caused by: C: c$/ },
  ],
])("takes %s", (_, properties, expected) => {
  const { stack, ...parts } = expected as { stack?: string | RegExp };
  const thrown = new Error("x");
  // Its text is made when it is read first.
  void thrown.stack;
  const error = cellError(Object.assign(thrown, properties));
  expect(error).toMatchObject(parts);
  if (stack) expect(error.stack).toMatch(stack);
});

it("takes an AggregateError whose errors are no list", () => {
  expect(cellError(Object.assign(new AggregateError([], "x"), { errors: 5 })).evalue).toBe("x");
});
