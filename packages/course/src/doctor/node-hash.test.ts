import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { nodeHashCheck } from "./node-hash.ts";

const folder = mkdtempSync(join(tmpdir(), "node-hash-"));
afterAll(() => rmSync(folder, { recursive: true }));

// The published test vector of SHA-256 for "abc" (FIPS 180-2).
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const file = join(folder, "node");
writeFileSync(file, "abc");

const facts = { file, version: "1.2.3", key: "linux-x64" };
const run = (sha256: Record<string, string>, version = "1.2.3") =>
  nodeHashCheck({ version, sha256 }, facts).run();

it("accepts the recorded binary", async () => {
  expect(await run({ "linux-x64": ABC })).toMatchObject({ status: "ok" });
});

it("fails on another binary and shows both hashes", async () => {
  const finding = await run({ "linux-x64": "0".repeat(64) });
  expect(finding).toMatchObject({ status: "fail", mend: expect.stringContaining("pnpm@12 install") });
  expect(finding.text).toContain(ABC);
  expect(finding.text).toContain("0".repeat(64));
});

it("warns and shows the hash where none is recorded for the platform or the version", async () => {
  const text = `no recorded hash for linux-x64 1.2.3: ${ABC}`;
  expect(await run({ "win32-x64": ABC })).toMatchObject({ status: "warn", text });
  expect(await run({ "linux-x64": ABC }, "1.2.4")).toMatchObject({ status: "warn", text });
});
