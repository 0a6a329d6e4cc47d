import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getToken, hubEnvironment } from "@llm-course/hub";
import { z } from "zod";
import { nodeHashes } from "../data/node-hashes.ts";
import { projectRoot } from "../run/project.ts";
import { diskCheck } from "./disk.ts";
import type { Check } from "./finding.ts";
import { installCheck } from "./install.ts";
import { jupyterCheck } from "./jupyter.ts";
import { kernelCheck } from "./kernel.ts";
import { memoryCheck } from "./memory.ts";
import { nativePartsCheck } from "./native-parts.ts";
import { nodeHashCheck } from "./node-hash.ts";
import { nodeVersionCheck } from "./node-version.ts";
import { platformCheck } from "./platform.ts";
import { providersCheck } from "./providers.ts";
import { speedCheck } from "./speed.ts";
import { githubTokenCheck, hubTokenCheck } from "./tokens.ts";
import { gitStateCheck, notebookConflictsCheck } from "./working-copies.ts";

/** What `course doctor` looks at, in its order: what explains a later failure comes first. */
export function checks(): Check[] {
  return [
    platformCheck(),
    nodeVersionCheck(pinnedNode()),
    nodeHashCheck(nodeHashes),
    installCheck(),
    nativePartsCheck(),
    kernelCheck(),
    jupyterCheck(),
    memoryCheck(),
    diskCheck("repository", projectRoot),
    diskCheck("Hub cache", hubEnvironment().cacheDir),
    providersCheck(),
    hubTokenCheck(getToken),
    githubTokenCheck(),
    gitStateCheck(projectRoot),
    notebookConflictsCheck(projectRoot),
    speedCheck(),
  ];
}

function pinnedNode(): string {
  const manifest = z.object({ devDependencies: z.object({ node: z.string() }) });
  const text = readFileSync(join(projectRoot, "package.json"), "utf8");
  return manifest.parse(JSON.parse(text)).devDependencies.node;
}
