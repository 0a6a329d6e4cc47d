import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { currentMember } from "./current-member.ts";
import { knownMember } from "./known-member.ts";
import { findPlan, planFile } from "./read-plan.ts";

/**
 * The member whom a command is about: the one named, else `currentMember()`.
 *
 * @throws CourseError when that is nobody, or not in the plan; without a plan, when it cannot be a folder.
 */
export async function learner(member: string | undefined, root: string): Promise<string> {
  const plan = findPlan(root);
  const name = member ?? (await currentMember({ root, cwd: givenPath() }));
  if (name !== undefined) return knownMember(plan, name, "--member");
  const names = plan?.members.map((known) => known.name);
  const team = names ? ` (in ${planFile}, where you put yours: ${names.join(", ")})` : "";
  throw new CourseError(`who is learning is not known; say it with --member NAME or COURSE_MEMBER${team}`);
}
