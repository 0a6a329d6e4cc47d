import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../run/project.ts";
import { type Check, INSTALL } from "./finding.ts";

const PACKAGES = ["onnxruntime-node", "zeromq", "sharp"];

/** The packages with machine code load into this Node. */
export function nativePartsCheck(load: (name: string) => unknown = loadInstalled): Check {
  return {
    name: "native parts",
    run() {
      const broken = PACKAGES.flatMap((name) => {
        try {
          load(name);
          return [];
        } catch (error) {
          return [`${name} (${(error as Error).message.split("\n")[0]})`];
        }
      });
      if (broken.length === 0) return { status: "ok", text: `${PACKAGES.join(", ")} load` };
      return {
        status: "fail",
        text: `cannot load ${broken.join(", ")}`,
        mend: INSTALL,
      };
    },
  };
}

// pnpm links every installed package, ours or not, below node_modules/.pnpm.
const loadInstalled = createRequire(join(projectRoot, "node_modules", ".pnpm", "index.js"));
