import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseEnv } from "node:util";
import { jupyterPath } from "@llm-course/kernel";
import { afterAll, expect, it } from "vitest";
import { addKernelToEnvFile, withKernel } from "./env-file.ts";

const folder = mkdtempSync(join(tmpdir(), "env-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["", "JUPYTER_PATH=K\n"],
  ["HF_HOME=h\n", "HF_HOME=h\nJUPYTER_PATH=K\n"],
  ["HF_HOME=h", "HF_HOME=h\nJUPYTER_PATH=K\n"],
  ["JUPYTER_PATH=a\nHF_HOME=h\n", `JUPYTER_PATH=K${delimiter}a\nHF_HOME=h\n`],
  ['HF_HOME=h\n JUPYTER_PATH = "a"\n', `HF_HOME=h\nJUPYTER_PATH=K${delimiter}a\n`],
  ["# JUPYTER_PATH=a\n", "# JUPYTER_PATH=a\nJUPYTER_PATH=K\n"],
])("adds the kernel's folder to %j", (before, after) => {
  expect(withKernel(before, "K")).toBe(after);
  expect(withKernel(after, "K")).toBe(after);
});

it("writes the file once and leaves nothing beside it", async () => {
  const file = join(folder, ".env");
  writeFileSync(file, "HF_HOME=h\n", { mode: 0o640 });
  const { mode } = statSync(file);
  await addKernelToEnvFile(file);
  await addKernelToEnvFile(file);
  // Node's own reader of such files.
  expect(parseEnv(readFileSync(file, "utf8"))).toEqual({ HF_HOME: "h", JUPYTER_PATH: jupyterPath() });
  expect(statSync(file).mode).toBe(mode);
  expect(readdirSync(folder)).toEqual([".env"]);
});
