import { join, resolve } from "node:path";
import envPaths from "env-paths";

/** Where converted models are kept: `models` in the folder `COURSE_CACHE` names, else in the system's cache folder. */
export function cacheFolder(env: Record<string, string | undefined> = process.env): string {
  const root = env.COURSE_CACHE?.trim();
  return join(root ? resolve(root) : envPaths("llm-course", { suffix: "" }).cache, "models");
}
