import { matchesGlob } from "node:path";

/** The paths, with `/`, that are a pattern, match it, or are in the folder that it names. */
export function filterPaths(paths: readonly string[], pattern: string): string[] {
  const clean = pattern.replace(/^\.\//, "");
  if (paths.includes(clean)) return [clean];
  const inFolder = paths.filter((path) => path.startsWith(`${clean.replace(/\/$/, "")}/`));
  const matching = paths.filter((path) => matchesGlob(path, clean));
  return [...new Set([...matching, ...inFolder])].sort();
}
