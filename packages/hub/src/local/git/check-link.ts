import { checkPath } from "../store/check-path.ts";
import { PushRefusedError } from "./push-refused-error.ts";

/** Bytes of a link's target. */
export const maxLinkBytes = 4096;

/**
 * Checks where a symbolic link leads. `..` is allowed at the beginning only: after a name it could step out of a folder
 * that is a link itself, which nobody can tell from the text.
 *
 * @param path of the link, for the message
 * @returns how many folders it goes up from its own
 * @throws PushRefusedError for a target that is absolute, in `.git`, or not the same on every system
 */
export function checkLink(path: string, target: string): number {
  const [, up = "", rest = ""] = /^((?:\.{1,2}(?:\/+|$))*)(.*)$/s.exec(target) ?? [];
  try {
    if (rest !== "") checkPath(rest.replace(/\/+$/, ""));
  } catch (cause) {
    throw new PushRefusedError(
      `a symbolic link has to lead to a file of the repository, by a relative path with .. at its beginning only: ` +
        `${JSON.stringify(path)} -> ${JSON.stringify(target.slice(0, 200))}`,
      { cause },
    );
  }
  return up.split("/").filter((part) => part === "..").length;
}
