import { inspect } from "node:util";

/** A value on one line, long ones cut short. */
export function show(value: unknown): string {
  const text = inspect(value, {
    ...{ depth: 4, breakLength: Number.POSITIVE_INFINITY, compact: true },
    ...{ maxArrayLength: 12, maxStringLength: 120 },
  });
  return text.length <= 300 ? text : `${text.slice(0, 297)}…`;
}
