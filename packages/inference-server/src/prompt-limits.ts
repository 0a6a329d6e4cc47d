import { HttpError } from "@llm-course/server";
import type { ServedModel } from "./served-model.ts";

/**
 * How many tokens an answer may have.
 *
 * @param wanted undefined: as many as there is room for
 * @throws HttpError 400 where prompt and answer do not fit into the model's context together
 */
export function roomFor(
  { maxLength }: ServedModel,
  promptIds: readonly number[],
  wanted: number | undefined,
): number {
  const room = maxLength - promptIds.length;
  if (promptIds.length === 0)
    throw new HttpError(400, "empty_prompt", "the prompt has no tokens; expected at least one");
  if (room < 1 || (wanted ?? 1) > room)
    throw new HttpError(
      400,
      "context_length_exceeded",
      `the model reads ${maxLength} tokens, the answer's included; shorten the prompt or ask for fewer: ` +
        `${promptIds.length} in the prompt and ${wanted ?? "at least 1"} for the answer`,
    );
  return wanted ?? room;
}
