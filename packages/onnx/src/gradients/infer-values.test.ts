import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { create } from "@bufbuild/protobuf";
import { TensorProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { GraphError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { inferValues } from "./infer-values.ts";

test("known sizes stay, unknown ones get names, and a value of unknown rank is left out", async () => {
  const g = new GraphBuilder("shapes");
  const x = g.input("x", "float32", ["batch_size", 8]);
  const heads = g.add("Reshape", [x, g.ints([0, 2, 4])]);
  const flat = g.add("Reshape", [x, g.ints([-1])]);
  const mean = g.add("ReduceMean", [x], { keepdims: 0 });
  const ofAnyRank = g.add("Expand", [x, g.input("sizes", "int64", ["rank"])]);
  const values = await inferValues(g.build().model);
  expect(values.get(heads)).toEqual({ type: "float32", shape: ["batch_size", 2, 4] });
  expect(values.get(flat)).toEqual({ type: "float32", shape: [`${flat}[0]`] });
  expect(values.get(mean)).toEqual({ type: "float32", shape: [] });
  expect(values.get("ints([-1])")).toEqual({ type: "int64", shape: [1] });
  expect(values.has(ofAnyRank)).toBe(false);
});

test("large weights are not loaded, their declared shape is enough", async () => {
  const g = new GraphBuilder("large");
  const y = g.add("MatMul", [g.input("x", "float32", ["batch_size", 100]), g.parameter("w", [100, 30])]);
  const { model } = g.build();
  model.graph?.input.pop();
  model.graph?.initializer.push(create(TensorProtoSchema, { name: "w", dims: [100n, 30n], dataType: 1 }));
  const values = await inferValues(model);
  expect(values.get(y)).toEqual({ type: "float32", shape: ["batch_size", 30] });
  expect(values.get("w")).toEqual({ type: "float32", shape: [100, 30] });
});

test("a model that onnxruntime refuses is an error with its reason", async () => {
  const g = new GraphBuilder("wrong");
  g.add("MatMul", [g.input("x", "float32", [2, 3]), g.input("y", "float32", [2, 3])]);
  await expect(inferValues(g.build().model)).rejects.toThrow(GraphError);
});

test("whoever imports the package for files alone does not load onnxruntime", async () => {
  const index = pathToFileURL(join(import.meta.dirname, "../index.ts"));
  const program = `await import("${index}"); console.log(process.report.getReport().sharedObjects.join("\\n"))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  expect(stdout).not.toBe("");
  expect(stdout).not.toContain("onnxruntime");
});
