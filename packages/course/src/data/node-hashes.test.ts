import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nodeHashCheck } from "../doctor/node-hash.ts";
import { projectRoot } from "../run/project.ts";
import { nodeHashes } from "./node-hashes.ts";

it("records the version that package.json pins", () => {
  const manifest = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  expect(nodeHashes.version).toBe(manifest.devDependencies.node);
});

it("does not fail the Node that runs these tests", async () => {
  expect((await nodeHashCheck(nodeHashes).run()).status).not.toBe("fail");
});
