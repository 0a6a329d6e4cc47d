import { z } from "zod";

/** A name for a run that begins now, which sorts by time and may be a folder's everywhere. */
export function newRun(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, "-");
}

/** A run's name in a checkpoint. */
export const runName = z.string().regex(/^[\w-]+$/, "expected the name of a run");
