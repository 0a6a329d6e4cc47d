import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { digest } from "./digest.ts";

export interface FolderContent {
  /** The hash of all files and their names. */
  digest: string;
  /** What its programs and tables say, to look for names in. */
  text: string;
}

// Thirteen notebooks share most packages, so each folder is read once per process.
const known = new Map<string, FolderContent>();

/**
 * Reads all files below a folder that can change a run: not tests, not what is installed there.
 *
 * @param except folders right below it to leave out
 */
export function readFolder(folder: string, except: string[] = []): FolderContent {
  const before = known.get(folder);
  if (before) return before;
  const left = new Set(["node_modules", ...except].map((name) => join(folder, name)));
  const files = globSync("**/*", {
    cwd: folder,
    withFileTypes: true,
    exclude: (entry) => left.has(join(entry.parentPath, entry.name)),
  })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, content: readFileSync(path) }));
  const content = {
    digest: digest(
      files.flatMap(({ path, content }) => [relative(folder, path).replaceAll("\\", "/"), content]),
    ),
    text: files
      .filter(({ path }) => /\.(ts|json)$/.test(path))
      .map(({ content }) => content)
      .join("\n"),
  };
  known.set(folder, content);
  return content;
}
