import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NotebookRun } from "@llm-course/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunCache } from "./run-cache.ts";

const run: NotebookRun = {
  path: "01-x.ipynb",
  notebook: { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] },
  status: "passed",
  seconds: 3,
  startSeconds: 1,
  cells: [],
  executed: 0,
  skipped: 0,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a run comes back under its hash and no other", () => {
  const cache = new RunCache(join(folder, "cache"));
  expect(cache.get("a")).toBeUndefined();
  cache.set("a", run);
  cache.set("a", { ...run, seconds: 4 });
  expect(new RunCache(join(folder, "cache")).get("a")).toEqual({ ...run, seconds: 4 });
  expect(cache.get("b")).toBeUndefined();
  expect(readdirSync(join(folder, "cache"))).toEqual(["a"]);
});

test("a damaged entry is no entry", () => {
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a", "run.json"), `{"status": "pas`);
  expect(new RunCache(folder).get("a")).toBeUndefined();
});
