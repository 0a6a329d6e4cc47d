import { FileError } from "../errors.ts";
import { memberName } from "../plan/plan-schema.ts";
import { projectRoot } from "../run/project.ts";
import type { StoredEvent } from "./event.ts";
import { parseEvent } from "./parse-event.ts";
import { ProgressStore } from "./progress-store.ts";
import { parseJson } from "./read-log.ts";

/** What members did as JSON Lines, in order of time, with all that a newer version of the course has written. */
export function exportProgress({
  member,
  root = projectRoot,
}: {
  member?: string;
  root?: string;
} = {}): string {
  using store = new ProgressStore(root);
  return store
    .read({ member })
    .map((event) => `${JSON.stringify(event)}\n`)
    .join("");
}

/**
 * Adds the events of an export that are not here yet to the files of their members.
 *
 * @param text what `exportProgress` gave, here or on another machine
 * @param file for errors
 * @param members who may be in it; default anybody
 * @returns how many events it has, and how many of them are new
 * @throws FileError with the line of what is no event, before anything is added
 */
export function importProgress(
  text: string,
  { file, members, root = projectRoot }: { file: string; members?: readonly string[]; root?: string },
): { read: number; added: number } {
  const events = text.split("\n").flatMap((line, i): StoredEvent[] => {
    if (line.trim() === "") return [];
    const place = { file, line: i + 1 };
    const data = parseJson(line);
    if (data === undefined) throw new FileError("JSON expected", place);
    const event = parseEvent(data, place);
    if (!memberName.safeParse(event.member).success || members?.includes(event.member) === false)
      throw new FileError(
        `an event of ${members?.join(" or ") ?? "a member"} expected: ${event.member}`,
        place,
      );
    return [event];
  });
  using store = new ProgressStore(root);
  return { read: events.length, added: store.append(events) };
}
