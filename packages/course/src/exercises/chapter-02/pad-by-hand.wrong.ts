import type { WrongAnswerCase } from "../define-exercise.ts";

type Rows = number[][];
const longestOf = (rows: Rows) => Math.max(...rows.map(({ length }) => length));
const filled = (row: number[], length: number, id: number) => [
  ...row,
  ...new Array<number>(length - row.length).fill(id),
];
const pad = (rows: Rows, id: number, length = longestOf(rows)) => rows.map((row) => filled(row, length, id));
const maskOf = (rows: Rows, length = longestOf(rows)) =>
  rows.map((row) =>
    filled(
      row.map(() => 1),
      length,
      0,
    ),
  );

export const wrong: WrongAnswerCase<
  (rows: Rows, padTokenId: number) => { input_ids: number[][]; attention_mask: number[][] }
>[] = [
  {
    name: "the result instead of the function",
    answer: { input_ids: [[1, 0]], attention_mask: [[1, 0]] },
    says: /a function/,
  },
  {
    name: "always fills with 0",
    answer: (rows) => ({ input_ids: pad(rows, 0), attention_mask: maskOf(rows) }),
    says: /then `padTokenId`/,
  },
  {
    name: "fills in front",
    answer: (rows, id) => ({
      input_ids: pad(rows, id).map((row, i) => [...row.slice(rows[i]?.length), ...(rows[i] ?? [])]),
      attention_mask: maskOf(rows).map((row) => row.toReversed()),
    }),
    says: /come first/,
  },
  {
    name: "tells the filling by its id",
    answer: (rows, id) => {
      const input_ids = pad(rows, id);
      return { input_ids, attention_mask: input_ids.map((row) => row.map((value) => Number(value !== id))) };
    },
    says: /whatever their ids are/,
  },
  {
    name: "no mask",
    answer: (rows, id) => ({ input_ids: pad(rows, id) }) as never,
    says: /`attention_mask`.*should have/,
  },
  {
    name: "a mask of ones",
    answer: (rows, id) => ({
      input_ids: pad(rows, id),
      attention_mask: pad(rows, id).map((row) => row.map(() => 1)),
    }),
    says: /0 for the filling/,
  },
  {
    name: "a mask with 0 and 1 exchanged",
    answer: (rows, id) => ({
      input_ids: pad(rows, id),
      attention_mask: maskOf(rows).map((row) => row.map((bit) => 1 - bit)),
    }),
    says: /1 for each of its/,
  },
  {
    name: "a mask of booleans",
    answer: (rows, id) => ({
      input_ids: pad(rows, id),
      attention_mask: maskOf(rows).map((row) => row.map(Boolean)),
    }),
    says: /numbers, 1 for each/,
  },
  {
    name: "does not fill",
    answer: (rows) => ({ input_ids: rows, attention_mask: rows.map((row) => row.map(() => 1)) }),
    says: /have the lengths 3, 5, 2/,
  },
  {
    name: "cuts to the shortest",
    answer: (rows) => {
      const shortest = Math.min(...rows.map(({ length }) => length));
      const cut = rows.map((row) => row.slice(0, shortest));
      return { input_ids: cut, attention_mask: cut.map((row) => row.map(() => 1)) };
    },
    says: /that of the longest text, 5/,
  },
  {
    name: "fills to a fixed length",
    answer: (rows, id) => ({ input_ids: pad(rows, id, 8), attention_mask: maskOf(rows, 8) }),
    says: /lengths 8, 8, 8/,
  },
  {
    name: "fills one too many",
    answer: (rows, id) => ({
      input_ids: pad(rows, id, longestOf(rows) + 1),
      attention_mask: maskOf(rows, longestOf(rows) + 1),
    }),
    says: /lengths 6, 6, 6/,
  },
  {
    name: "pushes into the rows it was given",
    answer: (rows, id) => {
      const length = longestOf(rows);
      const attention_mask = maskOf(rows);
      for (const row of rows) while (row.length < length) row.push(id);
      return { input_ids: rows, attention_mask };
    },
    says: /changed the rows/,
  },
  {
    name: "throws",
    answer: (rows) => ({
      input_ids: rows.map(() => (undefined as never as number[]).slice()),
      attention_mask: [],
    }),
    says: /answer\(\[\[101,.*stopped with TypeError/,
  },
];
