export { type CurrentMemberOptions, currentMember, memberFile } from "./current-member.ts";
export { learner } from "./learner.ts";
export type { Member, Week } from "./plan-schema.ts";
export { localDay, planWeek } from "./plan-week.ts";
export { findPlan, type Plan, planFile, readPlan } from "./read-plan.ts";
