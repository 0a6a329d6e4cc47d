import { findJupyter, installHint, type Jupyter } from "../lab/find-jupyter.ts";
import type { Check } from "./finding.ts";

/** A Jupyter to open the notebooks in. The course itself runs without one. */
export function jupyterCheck(find: () => Promise<Jupyter | undefined> = findJupyter): Check {
  return {
    name: "jupyter",
    async run() {
      const jupyter = await find();
      if (!jupyter) {
        return {
          status: "warn",
          text: "none found; notebooks run without it, but cannot be opened in a browser",
          mend: `install it: ${installHint()}`,
        };
      }
      const kind = jupyter.kind === "lab" ? "JupyterLab" : "classic notebook";
      return { status: "ok", text: `${kind}: ${[jupyter.command, ...jupyter.args].join(" ")}` };
    },
  };
}
