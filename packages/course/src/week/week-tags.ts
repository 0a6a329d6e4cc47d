import type { Git } from "../git/git.ts";

/** The tags of a week, of all members: `week-1-ada`, `week-1-ada.2`, `week-1-charles`, … */
export async function tagsOf(number: number, git: Git): Promise<string[]> {
  const list = await git(["tag", "--list", `week-${number}`, `week-${number}[.-]*`]);
  return list.split("\n").filter(Boolean);
}

/**
 * The next tag of a week. It has the name of the member whose machine this is: git takes no tag from another clone that it has
 * for another commit, and members tag their weeks before they hear of each other. Tags that others may have are never moved:
 * what comes later in a week has a number after it.
 */
export function freeTag(number: number, tags: readonly string[], member?: string): string {
  const first = ["week", number, ...(member === undefined ? [] : [member])].join("-");
  const numbers = tags.map((tag) =>
    tag === first ? 1 : tag.startsWith(`${first}.`) ? Number(tag.slice(first.length + 1)) : 0,
  );
  const last = Math.max(0, ...numbers.filter(Number.isInteger));
  return last === 0 ? first : `${first}.${last + 1}`;
}
