import { join, resolve } from "node:path";

/** The folder of the repository this package lives in. */
export const projectRoot = resolve(import.meta.dirname, "../../../..");

/** Where what is built goes by default: executed notebooks, the summary page, the cache. Git ignores it. */
export const defaultOutput = join(projectRoot, "report", "out");

/** The machine kind whose outputs are compared: Node's platform and processor, for example `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;
