import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findOnPath } from "./find-on-path.ts";

const folder = mkdtempSync(join(tmpdir(), "find-on-path-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ending = process.platform === "win32" ? ".CMD" : "";
const make = (name: string, mode = 0o755) => {
  const file = join(folder, name + ending);
  writeFileSync(file, "");
  chmodSync(file, mode);
  return file;
};
const env = { PATH: ["", join(folder, "absent"), folder].join(delimiter) };

it("finds a program in a later folder of PATH", () => {
  expect(findOnPath("tool", env)).toBeUndefined();
  const file = make("tool");
  expect(findOnPath("tool", env)).toBe(file);
  expect(findOnPath("tool", { PATH: "" })).toBeUndefined();
});

it("passes over folders", () => {
  mkdirSync(join(folder, `tools${ending}`));
  expect(findOnPath("tools", env)).toBeUndefined();
});

it.skipIf(process.platform === "win32")("passes over files that may not be run (skipped on Windows)", () => {
  make("text", 0o644);
  expect(findOnPath("text", env)).toBeUndefined();
});
