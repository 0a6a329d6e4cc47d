import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";

const dependencies = (folder: string): unknown =>
  JSON.parse(readFileSync(join(projectRoot, folder, "package.json"), "utf8")).dependencies;

test("a working copy may import what the notebooks import", () => {
  expect(dependencies("work")).toEqual(dependencies("notebooks"));
});
