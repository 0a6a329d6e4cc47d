import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCheckout = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root }).status === 0;

// Whoever clones the project pays for all weights there ever were.
test.skipIf(!isCheckout)(
  "all versions of the zoo's weights are less than 60 MB (skipped: no git checkout)",
  () => {
    const git = (args: string[], input = "") =>
      execFileSync("git", args, { cwd: root, input, encoding: "utf8", maxBuffer: 2 ** 28 });
    const objects = git(["rev-list", "--objects", "HEAD", "--", "zoo"])
      .split("\n")
      .filter((line) => / .*zoo\//.test(line));
    const ids = objects.map((line) => line.slice(0, line.indexOf(" "))).join("\n");
    const sizes = git(["cat-file", "--batch-check=%(objectsize)"], `${ids}\n`).trim().split("\n").map(Number);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60e6);
  },
);
