/**
 * Whether two values are the same for an exercise: by their contents, numbers to nine digits, a key without a value as one
 * that is not there. Lists are in order; Maps and Sets are not.
 */
export function alike(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return close(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && alikeLists(Array.from(a), Array.from(b));
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Set || b instanceof Set)
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((each) => b.has(each));
  if (a instanceof Map || b instanceof Map)
    return a instanceof Map && b instanceof Map && alikeEntries(new Map(a), new Map(b));
  return alikeEntries(defined(a), defined(b));
}

function close(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(1e-12, Math.abs(a), Math.abs(b));
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function alikeLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => alike(each, b[i]));
}

function alikeEntries(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && alike(value, b.get(key)));
}

const defined = (value: object) => new Map(Object.entries(value).filter(([, each]) => each !== undefined));
