import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Notebook } from "@llm-course/kernel";
import { expect, it } from "vitest";
import { notebookText } from "../week/scratch-repository.fixture.ts";
import { figuresText } from "./figures-text.ts";
import { namedFigures } from "./named-figures.ts";

const notebook = (...values: string[]): Notebook =>
  JSON.parse(
    notebookText(
      values.map((_, i) => `cell ${i}`),
      "0.1",
      values,
    ),
  );

it("takes numbers and flat objects of numbers, and nothing else", () => {
  const values = [
    ...["0.8577912345", "{ accuracy: 0.978, 'presence 1': -2.5e-7, n: 10_000 }", "[ 1, 2 ]", "'7'"],
    ...["{ a: 1, b: 'two' }", "{ a: { b: 1 } }", "{}", "NaN", "{\n  loss: 1,\n  f1: 0.5,\n}"],
  ];
  expect(namedFigures(notebook(...values))).toEqual({
    "cell-1": 0.857791,
    ...{ "cell-2.accuracy": 0.978, "cell-2.presence 1": -2.5e-7, "cell-2.n": 10000 },
    ...{ "cell-9.loss": 1, "cell-9.f1": 0.5 },
  });
});

it("leaves out what differs from run to run", () => {
  const { cells, ...rest } = notebook("1");
  const volatile = cells.map((cell) => ({ ...cell, metadata: { tags: ["volatile"] } }));
  expect(namedFigures({ ...rest, cells: volatile } as Notebook)).toEqual({});
});

it("keeps a cost that is about right, so that runs do not churn the file", async () => {
  const root = mkdtempSync(join(tmpdir(), "figures-"));
  const { mkdirSync, writeFileSync } = await import("node:fs");
  mkdirSync(join(root, "summaries"));
  const text = async (seconds: number) => {
    const run = { passed: true, cells: 1, seconds, platform: "linux-x64", profile: "offline" };
    const record = { path: "notebooks/00-setup.ipynb", hash: "h", checks: [], run };
    const written = await figuresText([{ slug: "00-setup", notebook: notebook("1"), record }], {
      root,
      output: join(root, "out"),
    });
    writeFileSync(join(root, "summaries/figures.json"), written);
    return written;
  };
  try {
    const first = await text(48);
    expect(await text(54)).toBe(first);
    expect(await text(90)).not.toBe(first);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
