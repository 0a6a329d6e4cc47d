import { projectRoot } from "../run/project.ts";
import { type EventKind, isKnown, type ProgressEvent } from "./event.ts";
import { ProgressStore } from "./progress-store.ts";

/**
 * What members did, in order of time. What only a newer version of the course can read is left out.
 *
 * @param options.member default all
 * @param options.kind default all
 * @param options.root the repository; default this one
 * @throws FileError with file and line of what is no event
 */
export async function readEvents<Kind extends EventKind = EventKind>({
  member,
  kind,
  root = projectRoot,
}: {
  member?: string | undefined;
  kind?: Kind;
  root?: string;
} = {}): Promise<ProgressEvent<Kind>[]> {
  using store = new ProgressStore(root);
  return store.read({ member, kind }).filter(isKnown) as ProgressEvent[] as ProgressEvent<Kind>[];
}
