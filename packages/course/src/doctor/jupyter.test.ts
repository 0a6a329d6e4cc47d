import { expect, it } from "vitest";
import { jupyterCheck } from "./jupyter.ts";

it("warns without Jupyter and gives a line that installs it", async () => {
  expect(await jupyterCheck(async () => undefined).run()).toMatchObject({
    status: "warn",
    mend: expect.stringMatching(/install/),
  });
});

it("names what it found", async () => {
  const check = jupyterCheck(async () => ({
    kind: "lab",
    command: "uvx",
    args: ["--from", "jupyterlab", "jupyter-lab"],
  }));
  expect(await check.run()).toEqual({ status: "ok", text: "JupyterLab: uvx --from jupyterlab jupyter-lab" });
});
