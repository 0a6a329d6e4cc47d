// What separates words for Python's str.split(), which differs from JavaScript's \s: no U+FEFF, but the separators of
// ASCII and U+0085.
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const spaces = new RegExp(`[${space}]+`, "u");
const trailing = new RegExp(`[${space}]+$`, "u");

/** The words of a text, as Python's `split()` gives them. */
export function splitWords(text: string): string[] {
  return text.split(spaces).filter((word) => word !== "");
}

/** The text without white space at its end, as Python's `rstrip()` gives it. */
export function trimEnd(text: string): string {
  return text.replace(trailing, "");
}
