import { InvalidRefNameError } from "./errors.ts";

/** Whether git takes it below `refs/heads/` or `refs/tags/`; the rules of `git check-ref-format`. */
export function isRefName(name: string): boolean {
  return (
    name.isWellFormed() &&
    Buffer.byteLength(name) <= 255 &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(name) &&
    name.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock")) &&
    !name.endsWith(".") &&
    !name.startsWith("-") &&
    name !== "@"
  );
}

/**
 * Checks the name of a branch or tag that is to be made. A name that reads as a commit id or as a full ref would hide
 * the one or the other, so those are refused too.
 *
 * @throws InvalidRefNameError
 */
export function checkRefName(name: string): string {
  if (!isRefName(name)) {
    throw new InvalidRefNameError(
      "at most 255 bytes without spaces, control characters or any of ~^:?*[\\, no .., @{ or //, no name that begins with . or ends with .lock",
      name.slice(0, 500),
    );
  }
  if (/^[0-9a-f]{40}$/i.test(name)) throw new InvalidRefNameError("a name that is no commit id", name);
  if (name === "HEAD" || name.startsWith("refs/")) {
    throw new InvalidRefNameError("a name without refs/ that is not HEAD", name);
  }
  return name;
}
