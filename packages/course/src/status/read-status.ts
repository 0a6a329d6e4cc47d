import type { Plan } from "../plan/index.ts";
import type { ProgressEvent } from "../progress/index.ts";
import { readEvents } from "../progress/read-events.ts";
import { oneLine } from "../run/one-line.ts";
import { type CourseStatus, courseStatus } from "./course-status.ts";

export interface ReadStatus extends CourseStatus {
  /** What it was read from, in order of time for each member. */
  events: readonly ProgressEvent[];
}

/**
 * How far members are, read from the repository; see `courseStatus`. A member whose progress cannot be read has none here, and
 * a problem says why; what lies in `work/` of others than these is not read.
 */
export async function readStatus(
  plan: Plan,
  { root, members = plan.members.map(({ name }) => name) }: { root: string; members?: readonly string[] },
): Promise<ReadStatus> {
  const events: ProgressEvent[] = [];
  const unread: string[] = [];
  for (const member of members) {
    try {
      events.push(...(await readEvents({ member, root })));
    } catch (error) {
      unread.push(oneLine(error));
    }
  }
  const { rows, problems } = courseStatus(plan, events, { root, members });
  return { rows, events, problems: [...unread, ...problems] };
}
