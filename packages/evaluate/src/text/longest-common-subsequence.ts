/**
 * The longest common subsequence of two lists: what is left of both when some of each is left out.
 *
 * @returns its places in the first list. Of several that are equally long, that which takes matches from the ends, and
 * otherwise leaves out of the first list before the second, as ROUGE's summary level counts on
 */
export function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number[] {
  const lengths = lengthTable(a, b);
  const places: number[] = [];
  let i = a.length;
  let j = b.length;
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      places.push(i - 1);
      i--;
      j--;
    } else if (at(lengths, i, j - 1) > at(lengths, i - 1, j)) j--;
    else i--;
  }
  return places.reverse();
}

/** Only how long it is. */
export function commonLength(a: readonly string[], b: readonly string[]): number {
  return at(lengthTable(a, b), a.length, b.length);
}

const at = (table: readonly Int32Array[], i: number, j: number) => table[i]?.[j] as number;

/** In row i and column j, how long it is for the first i and the first j. */
function lengthTable(a: readonly string[], b: readonly string[]): Int32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  for (const [i, left] of a.entries()) {
    const row = table[i + 1] as Int32Array;
    for (const [j, right] of b.entries())
      row[j + 1] = left === right ? at(table, i, j) + 1 : Math.max(at(table, i, j + 1), row[j] as number);
  }
  return table;
}
