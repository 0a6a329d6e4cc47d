/** Whether a value is the expected one: numbers within a relative 1e-6, lists and objects part by part. */
export function sameValue(actual: unknown, expected: unknown): boolean {
  if (typeof expected === "number" && typeof actual === "number")
    return Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => sameValue(actual[i], item))
    );
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
    const names = Object.keys(expected);
    return (
      Object.keys(actual).length === names.length &&
      names.every(
        (name) =>
          Object.hasOwn(actual, name) &&
          sameValue(actual[name as never], (expected as Record<string, unknown>)[name]),
      )
    );
  }
  return actual === expected;
}
