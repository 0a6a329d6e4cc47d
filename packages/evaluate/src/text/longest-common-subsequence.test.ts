import { expect, test } from "vitest";
import { randomIntegers } from "../statistics/random.ts";
import { commonLength, longestCommonSubsequence } from "./longest-common-subsequence.ts";

/** All that is left of a list when some is left out, the longest first. */
function subsequences(list: readonly string[]): string[][] {
  const masks = Array.from({ length: 2 ** list.length }, (_, mask) => list.filter((_, i) => (mask >> i) & 1));
  return masks.sort((a, b) => b.length - a.length);
}

function isSubsequence(some: readonly string[], list: readonly string[]): boolean {
  let found = 0;
  for (const item of list) if (item === some[found]) found++;
  return found === some.length;
}

test("is as long as the longest of all common subsequences, and one of them", () => {
  const draw = randomIntegers(5);
  const list = () => Array.from({ length: draw(9) }, () => "abcd"[draw(4)] as string);
  for (let i = 0; i < 300; i++) {
    const [a, b] = [list(), list()];
    const longest = subsequences(a).find((some) => isSubsequence(some, b)) as string[];
    const places = longestCommonSubsequence(a, b);
    expect(places).toHaveLength(longest.length);
    expect(commonLength(a, b)).toBe(longest.length);
    expect(places.every((place, k) => k === 0 || place > (places[k - 1] as number))).toBe(true);
    expect(
      isSubsequence(
        places.map((place) => a[place] as string),
        b,
      ),
    ).toBe(true);
  }
});
