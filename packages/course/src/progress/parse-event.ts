import { z } from "zod";
import { FileError } from "../errors.ts";
import { eventSchema, eventVersion, type StoredEvent } from "./event.ts";

/** What an event of any version has at least, so that it can be kept, passed on and put in order. */
const anyVersion = z.looseObject({
  v: z.int().min(1),
  id: z.string().min(1),
  at: z.iso.datetime({ offset: true, error: "a time of ISO 8601 expected" }),
  member: z.string().min(1),
  kind: z.string().min(1),
});

/**
 * Reads one event. An event of a newer version is kept as it is, also where its kind is unknown here.
 *
 * @param place for errors
 * @throws FileError for what is no event, and for an event of a version there never was
 */
export function parseEvent(data: unknown, place: { file: string; line: number }): StoredEvent {
  const version = (data as { v?: unknown } | null)?.v;
  if (typeof version !== "number" || version < eventVersion)
    throw new FileError(
      `an event of version ${eventVersion} expected ("v": ${eventVersion}), an older course wrote this; take the line out: ${version}`,
      place,
    );
  const schema = version === eventVersion ? eventSchema : anyVersion;
  const { success, error } = schema.safeParse(data);
  if (success) return data as StoredEvent;
  const [issue] = error.issues;
  throw new FileError(`"${issue?.path.join(".")}" of the event: ${issue?.message}`, place);
}
