import type { Plan } from "../plan/index.ts";
import { readEvents } from "../progress/read-events.ts";
import { type CourseStatus, courseStatus } from "./course-status.ts";

/** How far members are, read from the repository; see `courseStatus`. */
export async function readStatus(
  plan: Plan,
  { root, members }: { root: string; members?: readonly string[] },
): Promise<CourseStatus> {
  const events = await readEvents({ root });
  return courseStatus(plan, events, { root, ...(members && { members }) });
}
