import { CardValueError } from "./errors.ts";
import { pathText } from "./path-text.ts";

const maxDepth = 60;

/**
 * A copy of what can be written as YAML and read again: properties that are undefined are left out.
 *
 * @throws CardValueError for anything else than JSON has
 */
export function plainData(value: unknown, path: readonly PropertyKey[] = []): unknown {
  if (path.length > maxDepth)
    throw new CardValueError(`at most ${maxDepth} levels expected`, pathText(path.slice(0, 3)), "…");
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map((each, i) => plainData(each, [...path, i]));
  if (typeof value !== "object" || !isPlain(value))
    throw new CardValueError("text, numbers, booleans, lists and objects expected", pathText(path), value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => {
        if (key === "__proto__") throw new CardValueError("another key expected", pathText(path), key);
        return [key, plainData(each, [...path, key])];
      }),
  );
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
