import { join, resolve } from "node:path";
import envPaths from "env-paths";

/**
 * Where what can be made again is kept, as converted models or results of transforming data: a folder in the one that
 * `COURSE_CACHE` names, else in the system's cache folder.
 */
export function cacheFolder(name: string, env: Record<string, string | undefined> = process.env): string {
  const root = env.COURSE_CACHE?.trim();
  return join(root ? resolve(root) : envPaths("llm-course", { suffix: "" }).cache, name);
}
