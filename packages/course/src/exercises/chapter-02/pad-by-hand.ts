import { isDeepStrictEqual } from "node:util";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";

interface Padded {
  input_ids: number[][];
  attention_mask: number[][];
}

type PadByHand = (rows: number[][], padTokenId: number) => Padded | Promise<Padded>;

const shown = "(rows, padTokenId) => ({ input_ids, attention_mask })";

/** Filling differs in length, in its id, in who is longest; one row has the padding's id among its own. */
const batches: readonly { rows: readonly (readonly number[])[]; padTokenId: number }[] = [
  { rows: [[101, 7592, 102], [101, 2023, 2003, 2019, 102], [101, 102]], padTokenId: 0 }, // biome-ignore format: ids
  { rows: [[5, 6], [7], [8, 9, 10, 11]], padTokenId: 3 }, // biome-ignore format: ids
  { rows: [[50256, 1, 50256], [2, 3, 4, 5, 6], [7]], padTokenId: 50256 }, // biome-ignore format: ids
  { rows: [[12, 13], [14, 15]], padTokenId: 0 }, // biome-ignore format: ids
];

export const padByHand = defineExercise<PadByHand>({
  id: "2.5.2",
  title: "Padding by hand",
  prompt: `
Write what \`{ padding: true }\` does: a function \`(rows, padTokenId) => ({ input_ids, attention_mask })\`.

\`rows\` are lists of ids, one for each text, of different lengths. \`input_ids\` are the same rows, filled up behind with
\`padTokenId\` to the length of the longest; \`attention_mask\` has a 1 for each token of the text and a 0 for each filler.
The rows that it was given stay as they were.

When it is right, give your batch to the model of this section: each row has the logits that its text has by itself.`,
  hints: [
    "How long is the longest row? `Math.max(...rows.map(({ length }) => length))`.",
    "A row and its filling: `[...row, ...new Array(longest - row.length).fill(padTokenId)]`.",
    "Whether a place is filling is told by its number, `i < row.length`, not by its id: a text may hold the padding's id.",
  ],
  solution: "notebooks/solutions/02/pad-by-hand.ts",
  async check(answer) {
    mustBeFunction(answer, shown);
    for (const { rows, padTokenId } of batches) {
      const given = rows.map((row) => [...row]);
      const call = `answer(${JSON.stringify(rows)}, ${padTokenId})`;
      const result = await attempt(call, () => answer(given, padTokenId));
      if (!isDeepStrictEqual(given, rows))
        throw new WrongAnswer(
          `\`${call}\` changed the rows it was given. Make new lists, as \`[...row, …]\` does.`,
        );
      compare(call, result, rows, padTokenId);
    }
  },
});

function compare(
  call: string,
  result: Padded,
  rows: readonly (readonly number[])[],
  padTokenId: number,
): void {
  const longest = Math.max(...rows.map(({ length }) => length));
  for (const name of ["input_ids", "attention_mask"] as const) {
    const lists: unknown = result?.[name];
    if (!Array.isArray(lists) || lists.length !== rows.length || !lists.every(Array.isArray))
      throw new WrongAnswer(`\`${name}\` of \`${call}\` should have ${rows.length} lists, one for each row.`);
    const lengths = lists.map(({ length }: unknown[]) => length);
    if (lengths.some((length) => length !== longest))
      throw new WrongAnswer(
        `The rows of \`${name}\` have the lengths ${lengths.join(", ")} for \`${call}\`; all should have that of the longest text, ${longest}.`,
      );
  }
  for (const [i, row] of rows.entries()) {
    const [ids, mask] = [result.input_ids[i] ?? [], result.attention_mask[i] ?? []];
    const filling = new Array<number>(longest - row.length).fill(padTokenId);
    if (!isDeepStrictEqual(ids, [...row, ...filling]))
      throw new WrongAnswer(
        `Row ${i} of \`input_ids\` is \`${JSON.stringify(ids)}\` for \`${call}\`. Its own ids come first, unchanged, and then \`padTokenId\`.`,
      );
    const expected = ids.map((_, place) => Number(place < row.length));
    if (!isDeepStrictEqual(mask, expected))
      throw new WrongAnswer(
        `Row ${i} of \`attention_mask\` is \`${JSON.stringify(mask)}\`, expected \`${JSON.stringify(expected)}\` for \`${call}\`: numbers, 1 for each of its ${row.length} tokens, whatever their ids are, and 0 for the filling.`,
      );
  }
}
