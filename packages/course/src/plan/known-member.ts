import { CourseError } from "../errors.ts";
import { memberName } from "./plan-schema.ts";
import { type Plan, planFile } from "./read-plan.ts";

/** Whether somebody is in the plan; without a plan, whether the name can be a folder. */
export const isMember = (plan: Plan | undefined, name: string): boolean =>
  plan ? plan.members.some((member) => member.name === name) : memberName.safeParse(name).success;

/**
 * The name of somebody who is a member, see `isMember`.
 *
 * @param source where the name comes from
 * @throws CourseError for anybody else
 */
export function knownMember(plan: Plan | undefined, name: string, source: string): string {
  if (isMember(plan, name)) return name;
  const expected = plan
    ? `a member of ${planFile} (${plan.members.map((member) => member.name).join(", ")}), where you put yours`
    : "a folder, in lower case";
  throw new CourseError(`${source} should name ${expected}: ${name}`);
}
