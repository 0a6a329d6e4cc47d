import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub";
import { UnbuiltModelError } from "../errors.ts";
import { type Facts, readFacts } from "./facts.ts";

/** Raise it when what recipes write changes, so that folders written before are not taken for it. */
const assemblyVersion = 1;

/**
 * Where a model of the zoo is assembled, whether it was or not.
 *
 * @throws UnbuiltModelError for a recipe whose weights are not there, or are of another version
 */
export async function assembledFolder(
  { name, version }: { readonly name: string; readonly version: number },
  cache: string = cacheFolder("models"),
): Promise<{ readonly path: string; readonly facts: Facts }> {
  const facts = await readFacts(name);
  if (facts?.version !== version) throw new UnbuiltModelError(name, version, facts?.version);
  return { path: join(cache, `${name}-v${version}.${assemblyVersion}-${facts.sha256.slice(0, 12)}`), facts };
}
