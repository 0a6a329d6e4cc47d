import { randomUUID } from "node:crypto";
import { currentMember } from "../plan/current-member.ts";
import { projectRoot } from "../run/project.ts";
import {
  type EventKind,
  type EventResult,
  eventSchema,
  eventVersion,
  isKnown,
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
 * @param options.unlessLike records nothing where the member has an event of this kind with such a subject and result
 * @returns undefined when nothing is recorded: nobody is known, notebooks are executed without a learner, or there is one like it
 * @throws ZodError for a result that its kind does not have; what `currentMember` and reading the member's file throw
 */
export async function recordEvent<Kind extends EventKind>(
  { kind, subject, result }: { kind: Kind; subject: string; result: EventResult<Kind> },
  {
    member,
    root = projectRoot,
    unlessLike,
  }: {
    member?: string | undefined;
    root?: string;
    unlessLike?: (other: ProgressEvent<Kind>) => boolean;
  } = {},
): Promise<ProgressEvent<Kind> | undefined> {
  // A run repeats what is in the cells; it was recorded when the learner did it.
  if (process.env.COURSE_HEADLESS) return undefined;
  const who = member ?? (await currentMember({ root }));
  if (who === undefined) return undefined;
  const event = { id: randomUUID(), at: new Date().toISOString(), member: who, kind, subject, result };
  eventSchema.parse(event);
  using store = new ProgressStore(root);
  const stored = { v: eventVersion, ...event } as StoredEvent;
  // What only a newer version of the course can read is like nothing we know.
  const like = (other: StoredEvent) =>
    isKnown(other) && unlessLike?.(other as ProgressEvent as ProgressEvent<Kind>) === true;
  if (!unlessLike) store.append([stored]);
  else if (!store.appendOnce(stored, like)) return undefined;
  return event as ProgressEvent<Kind>;
}
