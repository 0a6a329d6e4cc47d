import { z } from "zod";
import { DropoutError } from "../errors.ts";

const wholeNumber = z
  .int()
  .nonnegative()
  .lt(2 ** 48);
const schema = z.strictObject({ seed: wholeNumber, step: wholeNumber });

/** What the masks of the next step are drawn from, with nothing besides: keep it with a checkpoint to continue exactly. */
export type DropoutState = Readonly<z.infer<typeof schema>>;

/** @throws DropoutError for anything but a seed and a step, whole numbers from 0 to 2⁴⁸ − 1 */
export function parseDropoutState(state: unknown): DropoutState {
  const { data, error } = schema.safeParse(state);
  if (data) return data;
  const [issue] = error.issues;
  const given = JSON.stringify(state);
  throw new DropoutError(
    `invalid state of dropout, ${[...(issue?.path ?? []), issue?.message].join(": ")}: ${given}`,
  );
}
