import { expect, it } from "vitest";
import { findJupyter, installHint } from "./find-jupyter.ts";

/** A machine with these programs on PATH and these Python modules. */
const machine = (programs: string[], modules: string[] = []) => ({
  find: (name: string) => (programs.includes(name) ? `/bin/${name}` : undefined),
  hasModule: async (_: string, module: string) => modules.includes(module),
});

it.each([
  ["JupyterLab", ["jupyter-notebook", "jupyter-lab"], [], "lab", "/bin/jupyter-lab", []],
  [
    "the classic notebook where there is no lab",
    ["jupyter-notebook", "uvx"],
    [],
    "classic",
    "/bin/jupyter-notebook",
    [],
  ],
  ["a Python module", ["python3", "uvx"], ["jupyterlab"], "lab", "/bin/python3", ["-m", "jupyterlab"]],
  [
    "python, where it has no 3 in its name",
    ["python"],
    ["notebook"],
    "classic",
    "/bin/python",
    ["-m", "notebook"],
  ],
  [
    "uvx as the last resort",
    ["python3", "uvx"],
    [],
    "lab",
    "/bin/uvx",
    ["--from", "jupyterlab", "jupyter-lab"],
  ],
])("takes %s", async (_, programs, modules, kind, command, args) => {
  expect(await findJupyter({}, machine(programs, modules))).toEqual({ kind, command, args });
});

it("takes the classic notebook alone when asked for it", async () => {
  const classic = { classic: true };
  expect(await findJupyter(classic, machine(["jupyter-lab"]))).toBeUndefined();
  expect(await findJupyter(classic, machine(["uvx"]))).toMatchObject({
    args: ["--from", "notebook", "jupyter-notebook"],
  });
});

it("has nothing to offer on an empty machine, but a line that installs it on each system", async () => {
  expect(await findJupyter({}, machine([]))).toBeUndefined();
  expect(installHint("darwin")).toContain("brew install");
  expect(installHint("win32")).toContain("winget install");
  expect(installHint("linux")).toContain("apt-get install");
});
