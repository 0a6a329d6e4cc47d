import { InvalidPathError } from "./errors.ts";

/** Bytes of UTF-8 in a path, and in one name of it: what file systems that clients clone to take. */
const maxPathBytes = 1024;
const maxNameBytes = 255;

/**
 * The one check of paths in repositories: relative, `/` between names, and the same file on every system that a
 * repository is cloned to. What git's fsck refuses is refused here, before anything is written.
 *
 * @returns the path
 * @throws InvalidPathError
 */
export function checkPath(path: string): string {
  const refuse = (expected: string) => {
    throw new InvalidPathError(expected, path.slice(0, 2000));
  };
  if (path === "") refuse("a name");
  if (!path.isWellFormed()) refuse("well-formed Unicode");
  if (Buffer.byteLength(path) > maxPathBytes) refuse(`at most ${maxPathBytes} bytes`);
  if (/\p{Cc}/u.test(path)) refuse("no control characters");
  if (path.includes("\\")) refuse("/ between names, no backslash");
  if (path.startsWith("/")) refuse("a relative path");
  for (const name of path.split("/")) {
    if (name === "") refuse("no empty name between slashes or at the end");
    if (name === "." || name === "..") refuse("no . or .. in it");
    if (/^[A-Za-z]:/.test(name)) refuse("no drive letter");
    if (isDotGit(name)) refuse("no .git in it, nor what a file system takes for it");
    if (Buffer.byteLength(name) > maxNameBytes) refuse(`names of at most ${maxNameBytes} bytes`);
  }
  return path;
}

// HFS+ drops these from names, so that ".g\u200cit" is ".git" there.
const hfsIgnored = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
// NTFS: the short name git~1, trailing dots and spaces, and an alternate data stream after a colon.
const ntfsDotGit = /^(?:\.git|git~1)[. ]*(?::.*)?$/i;

function isDotGit(name: string): boolean {
  return ntfsDotGit.test(name) || name.replace(hfsIgnored, "").toLowerCase() === ".git";
}
