/** Where a pattern matches a text, without overlaps: start and end in UTF-16 units of one match after the other. */
export type Matches = readonly number[];

/** Anything that can be looked for. */
export interface Pattern {
  matches(text: string): Matches;
}

/** A pattern of one character, given as a global regular expression. */
export function characterPattern(character: RegExp): Pattern {
  return {
    matches(text) {
      const matches: number[] = [];
      character.lastIndex = 0;
      while (character.test(text)) {
        const end = character.lastIndex;
        matches.push(isLowSurrogate(text.charCodeAt(end - 1)) ? end - 2 : end - 1, end);
      }
      return matches;
    },
  };
}

/** The text itself, wherever it is; the empty one nowhere. */
export function textPattern(content: string): Pattern {
  return {
    matches(text) {
      const matches: number[] = [];
      if (content === "") return matches;
      for (let at = text.indexOf(content); at >= 0; at = text.indexOf(content, at + content.length))
        matches.push(at, at + content.length);
      return matches;
    },
  };
}

export function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Whether a text is one character, of one unit or two. */
export function isCharacter(text: string): boolean {
  return text.length > 0 && text.length === ((text.codePointAt(0) as number) > 0xffff ? 2 : 1);
}
