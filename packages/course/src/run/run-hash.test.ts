import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Notebook } from "@llm-course/kernel";
import { afterAll, expect, test } from "vitest";
import { withCost } from "./cost.ts";
import { runHash, sourceHash } from "./run-hash.ts";

const folder = mkdtempSync(join(tmpdir(), "hash-"));
afterAll(() => rmSync(folder, { recursive: true }));

const manifest = (name: string, ...dependencies: string[]) =>
  JSON.stringify({
    name: `@llm-course/${name}`,
    dependencies: Object.fromEntries(
      dependencies.map((dependency) => [`@llm-course/${dependency}`, "workspace:*"]),
    ),
  });

const files: Record<string, string> = {
  "pnpm-lock.yaml": "lock",
  "packages/onnx/package.json": manifest("onnx"),
  "packages/onnx/src/index.ts": "export const a = 1;",
  "packages/models/package.json": manifest("models", "onnx"),
  "packages/models/src/index.ts": `readFile("datasets/reviews/train.csv")`,
  "packages/models/src/index.test.ts": "test",
  "packages/models/test/fixtures/a.json": "1",
  "packages/kernel/package.json": manifest("kernel"),
  "packages/kernel/src/index.ts": "kernel",
  "packages/grpo/package.json": manifest("grpo"),
  "packages/grpo/src/index.ts": "grpo",
  "datasets/reviews/train.csv": "a,b",
  "datasets/weather/train.csv": "a,b",
  "notebooks/helper.ts": "export const help = 1;",
  "notebooks/stranger.ts": "1",
};

let count = 0;
/** The hash of the notebook in a repository like the one above, but for one file. */
function hashWith(changed: Record<string, string> = {}, notebook = example(), conditions = {}) {
  const root = join(folder, String(count++));
  for (const [file, text] of Object.entries({ ...files, ...changed })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const all = { profile: "offline", device: "cpu", verify: false, ...conditions };
  return runHash(join(root, "notebooks", "01-x.ipynb"), notebook, all, root);
}

function example(): Notebook {
  const code = `import { a } from "@llm-course/models";\nimport { help } from "./helper.ts";`;
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "typescript", display_name: "TypeScript" } },
    cells: [
      { cell_type: "markdown", id: "title", metadata: {}, source: "# Title" },
      { cell_type: "code", id: "one", metadata: {}, source: code, outputs: [], execution_count: null },
    ],
  };
}

test("nothing changed, nothing to run", () => {
  expect(hashWith()).toBe(hashWith());
});

test.each([
  [
    "a package the notebook imports",
    { "packages/models/src/index.ts": `readFile("datasets/reviews/test.csv")` },
  ],
  ["a package that one depends on", { "packages/onnx/src/index.ts": "export const a = 2;" }],
  ["a new file in it", { "packages/onnx/src/new.ts": "" }],
  ["the kernel", { "packages/kernel/src/index.ts": "other" }],
  ["the lockfile", { "pnpm-lock.yaml": "other" }],
  ["a dataset that a package names", { "datasets/reviews/train.csv": "a,c" }],
  ["a new file in such a dataset", { "datasets/reviews/test/test.csv": "a,c" }],
  ["a file beside the notebook that it names", { "notebooks/helper.ts": "export const help = 2;" }],
])("a change makes it run again: %s", (_, changed) => {
  expect(hashWith(changed)).not.toBe(hashWith());
});

test.each([
  ["a package it does not reach", { "packages/grpo/src/index.ts": "other" }],
  ["a test", { "packages/models/src/index.test.ts": "other" }],
  ["a file of a test", { "packages/models/test/fixtures/a.json": "2" }],
  ["a dataset that nobody names", { "datasets/weather/train.csv": "a,c" }],
  ["a file beside it that it does not name", { "notebooks/stranger.ts": "2" }],
])("a change elsewhere does not: %s", (_, changed) => {
  expect(hashWith(changed)).toBe(hashWith());
});

test.each([{ profile: "hub" }, { device: "cuda" }, { verify: true }])(
  "conditions count: %o",
  (conditions) => {
    expect(hashWith({}, example(), conditions)).not.toBe(hashWith());
  },
);

test("a notebook's sources, tags and course metadata count; its outputs and its cost line do not", () => {
  const [title, code] = example().cells;
  if (title?.cell_type !== "markdown" || code?.cell_type !== "code") throw new Error("unexpected cells");
  const withCells = (...cells: Notebook["cells"]) => sourceHash({ ...example(), cells });
  const before = sourceHash(example());
  expect(
    withCells(title, {
      ...code,
      execution_count: 3,
      outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
    }),
  ).toBe(before);
  expect(
    withCells(
      { ...title, source: withCost(title.source, { seconds: 10, memoryMb: 100, downloadMb: 0 }, 2) },
      code,
    ),
  ).toBe(before);
  expect(withCells(title, { ...code, source: `${code.source}\nhelp;` })).not.toBe(before);
  expect(withCells(title, { ...code, metadata: { tags: ["check"] } })).not.toBe(before);
  expect(withCells(title, { ...code, metadata: { course: { covers: ["C01-01"] } } })).not.toBe(before);
});
