/** Rows of token ids filled up at their beginning to the length of the longest. */
export function leftPad(rows: readonly (readonly number[])[], padTokenId: number): number[][] {
  const longest = Math.max(...rows.map(({ length }) => length));
  return rows.map((ids) => [...new Array<number>(longest - ids.length).fill(padTokenId), ...ids]);
}
