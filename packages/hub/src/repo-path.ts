import { InvalidNameError } from "./errors.ts";

/**
 * Checks that a file name from the Hub, or a revision, stays inside the folder it is joined to, on every system:
 * a cache is often shared between them, so a name that only Windows would misread is refused everywhere.
 *
 * @throws InvalidNameError
 */
export function checkRepoPath(path: string, kind = "file name", platform: string = process.platform): string {
  const segments = path.split("/");
  const inside = segments.every((part) => part !== "" && part !== "." && part !== "..");
  const drive = segments.some((part) => /^[A-Za-z]:/.test(part));
  const control = [...path].some((character) => character < " ");
  const unwritable = platform === "win32" && /[<>:"|?*]/.test(path);
  if (!inside || drive || control || unwritable || path.includes("\\")) {
    throw new InvalidNameError(kind, "a relative path inside the repository, with /", path);
  }
  return path;
}

/** Each segment encoded, the slashes kept. */
export function encodeRepoPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
