import { z } from "zod";
import { OptimizerError } from "./errors.ts";

/**
 * The groups with defaults filled in.
 *
 * @throws OptimizerError for a setting that is unknown or out of range
 */
export function parseGroups<S extends z.ZodType>(schema: S, groups: readonly z.input<S>[]): z.output<S>[] {
  const { success, data, error } = z.array(schema).safeParse(groups);
  if (!success) throw new OptimizerError(`invalid groups of parameters: ${z.prettifyError(error)}`);
  return data;
}
