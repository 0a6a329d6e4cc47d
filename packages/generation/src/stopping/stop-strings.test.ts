import { expect, test } from "vitest";
import { byteTokenizer } from "../../test/byte-tokenizer.ts";
import { stopStrings } from "./stop-strings.ts";

const pieces = ["Hello", " wor", "ld!", "\n\nUs", "er: hi", "x"];
const tokenizer = byteTokenizer(pieces);
const context = { row: 0, promptLength: 1 };

/** After which of these pieces a text has ended. */
function ends(stop: string | string[], ids: number[]): number[] {
  const criterion = stopStrings([stop].flat(), tokenizer);
  const tokens = ids.map((id) => id + 256);
  return ids.flatMap((_, i) => (i > 0 && criterion(tokens.slice(0, i + 1), context) ? [i] : []));
}

test("a stop string may begin and end within tokens", () => {
  expect(ends("\nUser:", [0, 1, 3, 4])).toEqual([3]);
  expect(ends("world", [0, 1, 2, 5])).toEqual([2]);
  expect(ends(["zz", "o w"], [0, 1, 2])).toEqual([1]);
  expect(ends("world?", [0, 1, 2])).toEqual([]);
});

test("one that was there before the last token does not count", () => {
  expect(ends("Hello", [0, 5, 5, 5])).toEqual([]);
});

test("it may lie across characters of several bytes", () => {
  const criterion = stopStrings(["é🤗"], tokenizer);
  const bytes = tokenizer.encode("caf é🤗");
  const ended = bytes.map((_, i) => criterion(bytes.slice(0, i + 1), context));
  expect(ended.indexOf(true)).toBe(bytes.length - 1);
});

test("a window of tokens finds what the whole text has", () => {
  const text = "the quick brown fox jumps over the lazy dog";
  for (const stop of ["fox j", "q", "e la", "dog"]) {
    const criterion = stopStrings([stop], tokenizer);
    const bytes = tokenizer.encode(text);
    const first = bytes.findIndex((_, i) => criterion(bytes.slice(0, i + 1), context));
    expect(first).toBe(text.indexOf(stop) + stop.length - 1);
  }
});
