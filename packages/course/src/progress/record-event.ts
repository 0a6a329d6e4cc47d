import { randomUUID } from "node:crypto";
import { currentMember } from "../plan/current-member.ts";
import { projectRoot } from "../run/project.ts";
import {
  type EventKind,
  type EventResult,
  eventSchema,
  eventVersion,
  type ProgressEvent,
  type StoredEvent,
} from "./event.ts";
import { ProgressStore } from "./progress-store.ts";

/** How a learner becomes known, for what is shown where nothing is recorded. */
export const unknownMemberHint =
  "nothing is recorded, since it is not known whose this is: set COURSE_MEMBER, or work in your copy (npx -y pnpm@12 course open 01 --member NAME)";

/**
 * Records what a member did, in `work/<member>/progress.jsonl`; on return it is on the disk.
 *
 * @param options.member default `currentMember()`
 * @param options.root the repository; default this one
 * @returns undefined when nobody is known, or notebooks are executed without a learner: then nothing is recorded
 * @throws ZodError for a result that its kind does not have; what `currentMember` and reading the member's file throw
 */
export async function recordEvent<Kind extends EventKind>(
  { kind, subject, result }: { kind: Kind; subject: string; result: EventResult<Kind> },
  { member, root = projectRoot }: { member?: string | undefined; root?: string } = {},
): Promise<ProgressEvent<Kind> | undefined> {
  // A run repeats what is in the cells; it was recorded when the learner did it.
  if (process.env.COURSE_HEADLESS) return undefined;
  const who = member ?? (await currentMember({ root }));
  if (who === undefined) return undefined;
  const event = { id: randomUUID(), at: new Date().toISOString(), member: who, kind, subject, result };
  eventSchema.parse(event);
  using store = new ProgressStore(root);
  store.append([{ v: eventVersion, ...event } as StoredEvent]);
  return event as ProgressEvent<Kind>;
}
