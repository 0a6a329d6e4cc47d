import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession } from "onnxruntime-node";
import { expect, test } from "vitest";
import { onnxOperators, operatorTable } from "./operators.ts";

const removed = new Set(["Scatter", "Upsample"]);
const current = onnxOperators.filter((name) => !removed.has(name));

/** What onnxruntime says of a node without inputs. */
function complaint(opType: string): Promise<string> {
  const graph = { name: "one", node: [{ opType, output: ["y"] }], output: [{ name: "y" }] };
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ domain: "", version: 24n }],
    graph,
  });
  const session = InferenceSession.create(toBinary(ModelProtoSchema, model), { logSeverityLevel: 4 });
  return session.then(
    () => "",
    (error: Error) => error.message,
  );
}

test("the operators are those that onnxruntime knows", async () => {
  expect(await complaint("Gleu")).toContain("No Op registered for Gleu");
  for (const name of current) expect(await complaint(name), name).not.toContain("No Op registered");
});

test("each operator is in one row of the table, which has no other of that domain", () => {
  const own = Object.values(operatorTable())
    .flat()
    .filter((name) => !name.includes("."));
  // onnxruntime has one more operator in that domain.
  expect(own.toSorted()).toEqual([...onnxOperators, "SimplifiedLayerNormalization"].toSorted());
});

test("the README has the table (vitest --update writes it)", async () => {
  const path = join(import.meta.dirname, "../../README.md");
  const readme = await readFile(path, "utf8");
  const rows = Object.entries(operatorTable()).map(([what, names]) => `| ${what} | ${names.join(", ")} |`);
  const table = ["", "| what | operators |", "|---|---|", ...rows, ""].join("\n");
  const markers = /(?<=<!-- operators -->\n)[\s\S]*(?=<!-- \/operators -->)/;
  expect(readme).toMatch(markers);
  await expect(readme.replace(markers, `${table}\n`)).toMatchFileSnapshot(path);
});
