import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Answer = (dataset: Dataset, column: string, k: number) => Awaitable<Dataset<object>>;

interface Mail {
  id: number;
  from: string;
  room: number;
}

/** Ann and Bo write all the time, ann now and then, and every eleventh mail is from somebody new. */
const from = (id: number) =>
  id % 11 === 5 ? `guest ${id}` : ["Ann", "Bo", "Ann", "ann"][(id + Math.floor(id / 4)) % 4];
const mails = (count: number): Mail[] =>
  Array.from({ length: count }, (_, id) => ({ id, from: from(id) ?? "", room: Math.floor(id / 700) }));
const few = shared(() => fromRows(mails(60)));
/** More rows than two batches have. */
const many = shared(() => fromRows(mails(2500)));

export const atMostOfEach = defineExercise<Answer>({
  id: "5.bug",
  title: "Find the bug: no more than k of each",
  prompt: `One person who writes all the time should not decide what a dataset is about. This should keep the first \`k\` rows of each
value of a column, such as three questions of each person, in their order, and leave out the rest.

\`\`\`ts
function atMost(dataset: Dataset, column: string, k: number, batchSize = 1000) {
  const firstOnes = (batch: Record<string, unknown[]>) => {
    const counts = new Map<unknown, number>();
    const kept = batch[column].map((value) => {
      counts.set(value, (counts.get(value) ?? 0) + 1);
      return (counts.get(value) ?? 0) <= k;
    });
    const columns = Object.entries(batch);
    return Object.fromEntries(columns.map(([name, values]) => [name, values.filter((_, i) => kept[i])]));
  };
  return dataset.map(firstOnes, { batched: true, batchSize, removeColumns: dataset.columnNames });
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function, \`(dataset, column, k) => Dataset\`, for datasets of any
size. All columns stay. The same call again gives the same again.`,
  hints: [
    "With a single batch the program is right. What does the function know of the batch before?",
    "`counts` is made anew for each batch. It has to live as long as one call of `atMost`, no shorter and no longer.",
    "A `filter` with a function sees the rows one after the other, and a `Map` beside it remembers: `counts` goes one function further out.",
  ],
  solution: "notebooks/solutions/05/at-most-of-each.ts",
  async check(answer) {
    mustBeFunction(answer, "(dataset, column, k) => Dataset");
    const look = async (dataset: Dataset<Mail>, column: "from" | "room", k: number, why: string) => {
      const call = `answer(dataset, "${column}", ${k})`;
      const given = await attempt(call, () => answer(dataset as Dataset<never>, column, k));
      const rows = (await rowsOf(given, call)) as Mail[];
      const counted = Map.groupBy(rows, (row) => row?.[column]);
      for (const [value, { length }] of counted)
        if (length > k)
          throw new WrongAnswer(
            `${why} Of ${dataset.numRows} rows \`${call}\` keeps ${length} with the \`${column}\` ${JSON.stringify(value)}; ${k} at most may stay.`,
          );
      const expected = firstOfEach(mails(dataset.numRows), column, k);
      expectSame(
        rows.map((row) => row?.id),
        expected.map(({ id }) => id),
        `${why} The first ${k} of each \`${column}\` stay, in the order of the dataset. Look at the ids of \`${call}\` for ${dataset.numRows} rows.`,
      );
      expectSame(rows, expected, "All columns stay, and no other is added.");
    };
    await look(await few(), "from", 3, "With one batch it was right, and still should be.");
    await look(await many(), "from", 3, "There are three batches.");
    await look(await many(), "from", 3, "The same call once more gives the same.");
    await look(await many(), "room", 2, "Any column may be asked for.");
    await look(await many(), "from", 1200, "`k` may be larger than a batch.");
  },
});

/** With plain lists. */
function firstOfEach(rows: readonly Mail[], column: "from" | "room", k: number): Mail[] {
  const groups = Map.groupBy(rows, (row) => row[column]);
  const kept = new Set([...groups.values()].flatMap((group) => group.slice(0, k)));
  return rows.filter((row) => kept.has(row));
}
