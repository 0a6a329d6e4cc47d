import { expect, it } from "vitest";
import { repeatedSubstrings } from "./repeated-substrings.ts";

/** Characters 1 to `letters`, in words of up to `longest`, each with a boundary behind it. */
function randomText(seed: number, letters: number, longest: number): Int32Array {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff;
    return (state >>> 8) % limit;
  };
  const word = () => [...Array.from({ length: 1 + below(longest) }, () => 1 + below(letters)), 0];
  return Int32Array.from(Array.from({ length: 60 }, word).flat());
}

it.each([
  [1, 1, 30, 16],
  [2, 2, 12, 16],
  [3, 3, 20, 5],
  [4, 20, 8, 16],
  [5, 2, 40, 2],
])("finds what counting all substrings finds: seed %i, %i letters", (seed, letters, longest, maxLength) => {
  const text = randomText(seed, letters, longest);
  const counts = new Map<string, { count: number; next: Set<number> }>();
  for (let start = 0; start < text.length; start++) {
    for (
      let end = start + 2;
      end <= start + maxLength && text.subarray(start, end).every((c) => c > 0);
      end++
    ) {
      const key = text.subarray(start, end).join();
      const entry = counts.get(key) ?? { count: 0, next: new Set() };
      entry.count++;
      entry.next.add(text[end] as number);
      counts.set(key, entry);
    }
  }
  const expected = [...counts]
    .filter(([, { next }]) => next.size > 1)
    .map(([key, { count }]) => [key, count]);

  const found = repeatedSubstrings(text, letters + 1, maxLength);
  const actual = Array.from(found.counts, (count, index) => {
    const start = found.starts[index] as number;
    return [text.subarray(start, start + (found.lengths[index] as number)).join(), count];
  });
  expect(actual.sort()).toEqual(expected.sort());
  expect(actual.length).toBeGreaterThan(3);
});
