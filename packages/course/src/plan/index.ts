export { type CurrentMemberOptions, currentMember, memberFile } from "./current-member.ts";
export { type Member, memberName, type Week } from "./plan-schema.ts";
export { localDay, planWeek } from "./plan-week.ts";
export { type Plan, planFile, readPlan } from "./read-plan.ts";
