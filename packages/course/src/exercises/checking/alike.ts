/** How far apart numbers may be that count as the same. */
export interface Tolerance {
  /** As a share of the larger one. Default: 1e-9. */
  relative?: number;
  /** What a number smaller than this counts as, so that tiny ones may differ by more than their share. Default: 1e-12. */
  least?: number;
}

/**
 * Whether two values are the same for an exercise: by their contents, numbers to nine digits, a key without a value as one
 * that is not there. Lists are in order; Maps and Sets are not.
 */
export function alike(a: unknown, b: unknown, tolerance: Tolerance = {}): boolean {
  if (typeof a === "number" && typeof b === "number") return close(a, b, tolerance);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (isList(a) || isList(b))
    return isList(a) && isList(b) && alikeLists(Array.from(a), Array.from(b), tolerance);
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Set || b instanceof Set)
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((each) => b.has(each));
  if (a instanceof Map || b instanceof Map)
    return a instanceof Map && b instanceof Map && alikeEntries(new Map(a), new Map(b), tolerance);
  return alikeEntries(defined(a), defined(b), tolerance);
}

function close(a: number, b: number, { relative = 1e-9, least = 1e-12 }: Tolerance): boolean {
  return (
    Object.is(a, b) || a === b || Math.abs(a - b) <= relative * Math.max(least, Math.abs(a), Math.abs(b))
  );
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function alikeLists(a: readonly unknown[], b: readonly unknown[], tolerance: Tolerance): boolean {
  return a.length === b.length && a.every((each, i) => alike(each, b[i], tolerance));
}

type Entries = ReadonlyMap<unknown, unknown>;

function alikeEntries(a: Entries, b: Entries, tolerance: Tolerance): boolean {
  return (
    a.size === b.size && [...a].every(([key, value]) => b.has(key) && alike(value, b.get(key), tolerance))
  );
}

const defined = (value: object) => new Map(Object.entries(value).filter(([, each]) => each !== undefined));
