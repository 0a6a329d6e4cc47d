export interface PathPatterns {
  /** Keep only files that match one of these. Default: all. */
  allowPatterns?: readonly string[] | undefined;
  /** Leave out files that match one of these. */
  ignorePatterns?: readonly string[] | undefined;
}

/**
 * Filters as `huggingface_hub` does, with the patterns of Python's `fnmatch`: `*` also crosses `/`, `?` is one
 * character, `[abc]`, `[a-z]` and `[!abc]` are sets, and a trailing `/` stands for everything in that folder.
 */
export function filterPaths<T extends { path: string }>(
  entries: readonly T[],
  { allowPatterns, ignorePatterns = [] }: PathPatterns,
): T[] {
  const allowed = allowPatterns?.map(toRegExp);
  const ignored = ignorePatterns.map(toRegExp);
  return entries.filter(
    ({ path }) => (allowed?.some((one) => one.test(path)) ?? true) && !ignored.some((one) => one.test(path)),
  );
}

/** Shell globs of npm libraries stop `*` at a `/`, so none of them reads these patterns as the Hub's clients do. */
function toRegExp(pattern: string): RegExp {
  const whole = pattern.endsWith("/") ? `${pattern}*` : pattern;
  const source = whole.replaceAll(/\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (part, not?: string, set?: string) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    if (set !== undefined) return `[${not ? "^" : ""}${set.replaceAll(/[\\\][^]/g, "\\$&")}]`;
    return part.replace(/[\\^$.+()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
}
