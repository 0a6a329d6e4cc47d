import type { z } from "zod";
import { DatasetArgumentError } from "../errors.ts";

/** Options as a schema has them. @throws DatasetArgumentError with the first that does not fit */
export function parseOptions<T>(schema: z.ZodType<T>, given: object): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const value = issue?.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown>)?.[key],
    given,
  );
  const name = issue?.path.join(".");
  throw new DatasetArgumentError(`${name ? `the option ${name}: ` : ""}${issue?.message}, given`, value);
}
