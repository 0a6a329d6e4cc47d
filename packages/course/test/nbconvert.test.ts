import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { jupyterPath } from "@llm-course/kernel";
import { afterAll, describe, expect, it } from "vitest";
import { projectRoot } from "../src/run/project.ts";

const folder = mkdtempSync(join(tmpdir(), "nbconvert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Whatever Node the PATH has, or none: the kernel brings its own.
const systemOnly = { PATH: "/usr/bin", HOME: folder, JUPYTER_PATH: jupyterPath() };
const installed = spawnSync("/usr/bin/jupyter", ["nbconvert", "--version"], { env: systemOnly }).status === 0;

const notebooks = readdirSync(join(projectRoot, "notebooks")).filter((name) => name.endsWith(".ipynb"));

describe.skipIf(!installed)("Jupyter's own runner (skipped: no jupyter-nbconvert in /usr/bin)", () => {
  it.each(notebooks)("executes %s with nothing but /usr/bin on the PATH", { timeout: 1_800_000 }, (name) => {
    const path = join(projectRoot, "notebooks", name);
    const args = ["nbconvert", "--to", "notebook", "--execute", path, "--output-dir", folder];
    const { status, stderr } = spawnSync("/usr/bin/jupyter", args, { env: systemOnly, encoding: "utf8" });
    expect(stderr).not.toMatch(/Error/);
    expect(status).toBe(0);
    expect(existsSync(join(folder, basename(path)))).toBe(true);
  });
});
