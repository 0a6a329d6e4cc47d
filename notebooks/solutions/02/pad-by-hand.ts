export const answer = (rows: number[][], padTokenId: number) => {
  const longest = Math.max(...rows.map(({ length }) => length));
  const fill = (row: number[], value: number) => [
    ...row,
    ...new Array<number>(longest - row.length).fill(value),
  ];
  return {
    input_ids: rows.map((row) => fill(row, padTokenId)),
    attention_mask: rows.map((row) => fill(row.map(() => 1), 0)), // biome-ignore format: one line each
  };
};
