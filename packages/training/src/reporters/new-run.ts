import { z } from "zod";

/** A name for a run that begins now, which sorts by time and may be a folder's everywhere. */
export function newRun(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, "-");
}

/** What reporters keep in a checkpoint, to go on with the run. */
export const runState = z.object({ run: z.string().regex(/^[\w-]+$/, "expected the name of a run") });
