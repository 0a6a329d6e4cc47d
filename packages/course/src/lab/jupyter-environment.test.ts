import { readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { jupyterEnvironment } from "./jupyter-environment.ts";

it("puts the kernel's folder first and keeps the learner's own", () => {
  const { JUPYTER_PATH = "", HOME } = jupyterEnvironment({ JUPYTER_PATH: "mine", HOME: "h" });
  const [ours = "", ...others] = JUPYTER_PATH.split(delimiter);
  expect(others).toEqual(["mine"]);
  expect(HOME).toBe("h");
  // Jupyter looks for kernels/NAME/kernel.json below each folder.
  expect(readdirSync(join(ours, "kernels", "typescript"))).toContain("kernel.json");
  expect(jupyterEnvironment({})).toEqual({ JUPYTER_PATH: ours });
});
