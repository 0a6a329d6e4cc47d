import { FileError } from "../errors.ts";
import type { StoredEvent } from "./event.ts";
import { parseEvent } from "./parse-event.ts";

/**
 * The events of a member's `progress.jsonl`, each once. A last line without an end is left out where it is no JSON: the
 * machine stopped while it was written, and nobody was told that it is stored.
 *
 * @param file for errors, as `work/ada/progress.jsonl`
 * @param member whose file it is
 * @throws FileError with the line of what is no event, of an event of somebody else, and of git's conflict markers
 */
export function readLog(text: string, { file, member }: { file: string; member: string }): StoredEvent[] {
  const lines = text.split("\n");
  const events = new Map<string, StoredEvent>();
  for (const [i, content] of lines.entries()) {
    if (content.trim() === "") continue;
    const place = { file, line: i + 1 };
    const data = parseJson(content);
    if (data === undefined) {
      if (i === lines.length - 1) break;
      const marker = /^(<{7}|={7}|>{7})/.test(content);
      throw new FileError(
        marker ? "a merge conflict; keep the lines of both sides: take the marker out" : "JSON expected",
        place,
      );
    }
    const event = parseEvent(data, place);
    if (event.member !== member)
      throw new FileError(
        `an event of ${member} expected, whose folder this is; where that is the new name, put it in place of: ${event.member}`,
        place,
      );
    events.set(event.id, event);
  }
  return [...events.values()];
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
