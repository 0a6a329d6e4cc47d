/** A README in three parts, which together are its text. */
export interface FrontMatter {
  /** The opening fence with its line break, and white space or a byte order mark before it. */
  readonly opening: string;
  /** Between the fences, with the last line break. */
  readonly yaml: string;
  /** The closing fence with its line break, if it has one. */
  readonly closing: string;
  /** All after it. */
  readonly body: string;
  /** The line that the YAML begins on, from 1. */
  readonly firstLine: number;
}

// White space may come before the first fence and nothing after either of them, as in the Hub's and Python's clients.
const openingFence = /^\s*---\r?\n/;

/** The metadata of a card and the text after it; `undefined` for a card that has none, or whose fence is not closed. */
export function splitFrontMatter(text: string): FrontMatter | undefined {
  const opening = openingFence.exec(text)?.[0];
  if (opening === undefined) return undefined;
  const start = opening.length;
  // From the fence's own line break on, so that the block may be empty.
  for (let at = text.indexOf("\n---", start - 1); at >= 0; at = text.indexOf("\n---", at + 1)) {
    const rest = /^\r?\n|^$/.exec(text.slice(at + 4, at + 6))?.[0];
    if (rest === undefined) continue;
    const end = at + 4 + rest.length;
    return {
      opening,
      yaml: text.slice(start, at + 1),
      closing: text.slice(at + 1, end),
      body: text.slice(end),
      firstLine: opening.split("\n").length,
    };
  }
  return undefined;
}

/** The line of a first fence that no second one closes. */
export function unclosedFence(text: string): number | undefined {
  const opening = openingFence.exec(text)?.[0];
  return opening === undefined || splitFrontMatter(text) ? undefined : opening.split("\n").length - 1;
}
