export { currentMember } from "../plan/current-member.ts";
export type { EventKind, EventResult, ProgressEvent } from "./event.ts";
export { readEvents } from "./read-events.ts";
export { recordEvent, unknownMemberHint } from "./record-event.ts";
