import { existsSync } from "node:fs";
import { join } from "node:path";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { currentMember, memberName, planFile, readPlan } from "../plan/index.ts";

/**
 * The member whose copies a command is about: the one named, else `currentMember()`.
 *
 * @throws CourseError when that is nobody, or not in the plan; without a plan, when it cannot be a folder.
 */
export async function learner(member: string | undefined, root: string): Promise<string> {
  const name = member ?? (await currentMember({ root, cwd: givenPath() }));
  const names = existsSync(join(root, planFile))
    ? readPlan(root).members.map((known) => known.name)
    : undefined;
  const team = names ? ` (in ${planFile}, where you put yours: ${names.join(", ")})` : "";
  if (name === undefined)
    throw new CourseError(`who is learning is not known; say it with --member NAME or COURSE_MEMBER${team}`);
  if (names ? names.includes(name) : memberName.safeParse(name).success) return name;
  const expected = names
    ? `a member of ${planFile} (${names.join(", ")}), put yours in there`
    : "a name in lower case";
  throw new CourseError(`expected ${expected}, got: ${name}`);
}
