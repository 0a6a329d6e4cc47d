import { inspect } from "node:util";

/** A value as a reason quotes it: one line, cut where it is long. */
export function show(value: unknown): string {
  const text = inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY, compact: 10 }).replace(
    /\s*\n\s*/g,
    " ",
  );
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** Whether two numbers agree but for rounding; false for what is no number. */
export function near(a: unknown, b: number, tolerance = 1e-4): boolean {
  return typeof a === "number" && Math.abs(a - b) <= tolerance;
}
