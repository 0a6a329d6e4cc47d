import { HttpError } from "../errors.ts";

/** Where the string that begins at `start` ends: after its closing quote. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  // A quote after an odd number of backslashes is part of the string.
  for (; end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

const colon = /[\t\n\r ]*:/y;

/**
 * Refuses JSON that is valid and that nobody sends in good faith: nested too deep, a key twice (of which readers take
 * one or the other), or the key `__proto__`. Text that is not JSON passes; `JSON.parse` refuses it.
 *
 * @throws HttpError 400
 */
export function checkJsonText(text: string, maxDepth: number): void {
  // One set of keys for each object or array that is open.
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "{" || character === "[") {
      open.push(new Set());
      if (open.length > maxDepth)
        throw new HttpError(400, "json_too_deep", `the JSON is nested deeper than the limit: ${maxDepth}`);
    } else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = stringEnd(text, i);
      colon.lastIndex = end;
      if (colon.test(text)) checkKey(text.slice(i, end), open.at(-1));
      i = end - 1;
    }
  }
}

function checkKey(spelled: string, keys: Set<string> | undefined): void {
  // Escapes are resolved, since "\u005f_proto__" is that key, too.
  const key = readString(spelled);
  if (key === undefined || keys === undefined) return;
  const shown = JSON.stringify(key.slice(0, 80));
  if (key === "__proto__")
    throw new HttpError(400, "forbidden_key", `the JSON has a forbidden key: ${shown}`);
  if (keys.has(key))
    throw new HttpError(400, "duplicate_key", `the JSON has a key twice in one object: ${shown}`);
  keys.add(key);
}

function readString(spelled: string): string | undefined {
  try {
    return JSON.parse(spelled);
  } catch {
    return undefined;
  }
}
