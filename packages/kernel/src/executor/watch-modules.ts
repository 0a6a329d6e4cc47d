import { readFileSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Remembers the source files that this process loads, except those installed in node_modules (workspace packages are links
 * to their real folders and count as sources).
 *
 * @returns a function that names the files changed since they were loaded, each change once
 */
export function watchModules(folder: string): () => string[] {
  const loaded = new Map<string, { modified: number; text: string }>();
  registerHooks({
    load(url, context, nextLoad) {
      const path = url.startsWith("file:") && !/[?#]/.test(url) ? fileURLToPath(url) : undefined;
      if (path && !/[\\/]node_modules[\\/]/.test(path)) {
        try {
          loaded.set(path, { modified: statSync(path).mtimeMs, text: readFileSync(path, "utf8") });
        } catch {
          // Node itself says what is wrong with a file that cannot be read.
        }
      }
      return nextLoad(url, context);
    },
  });
  return () => {
    const changed: string[] = [];
    for (const [path, known] of loaded) {
      const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if ((modified ?? 0) === known.modified) continue;
      known.modified = modified ?? 0;
      const text = modified === undefined ? undefined : readFileSync(path, "utf8");
      if (text === known.text) continue;
      known.text = text ?? "";
      changed.push(relative(folder, path));
    }
    return changed;
  };
}
