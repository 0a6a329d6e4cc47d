import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Answer = (dataset: Dataset, column: string) => Awaitable<Dataset<object>>;

const replies: readonly (readonly string[] | null)[] = [
  ["one"],
  null,
  ["two", "three"],
  [],
  ["four", "four", "four"],
];
const threads = shared(() =>
  fromRows(
    replies.map((comments, i) => ({
      title: `thread ${i}`,
      comments: comments && [...comments],
      votes: 10 * i,
    })),
  ),
);
/** More rows than a batch has. */
const many = shared(() =>
  fromRows(Array.from({ length: 1200 }, (_, id) => ({ tags: ["x", `y${id}`].slice(0, id % 3), id }))),
);

export const explodeByHand = defineExercise<Answer>({
  id: "5.6.1",
  title: "A row for each item",
  prompt: `\`explode\` makes a row for each item of a list, and forgets where in the list it was: the first answer to a question is
often not the best, so we want to know. Write \`explode(dataset, column)\` with **\`map\` in batches**: a \`Dataset\` with a row for each
item of the lists in \`column\`, which has the item in the list's place; all other columns, by which each row knows where it came
from; and a new column \`position\`, the item's number in its list, from 0. A row whose list is empty, or \`null\`, has no items
and so no rows. Rows and items keep their order. The dataset may have any columns.

\`\`\`ts
const dataset = await fromRows([{ n: 1, tags: ["a", "b"] }, { n: 2, tags: ["c"] }]);
await (await explode(dataset, "tags")).toRows();
// [{ n: 1, tags: "a", position: 0 }, { n: 1, tags: "b", position: 1 }, { n: 2, tags: "c", position: 0 }]
\`\`\``,
  hints: [
    "A batch may become more rows than it had if the old columns go: `{ batched: true, removeColumns: dataset.columnNames }`.",
    "In the batch, `batch[column]` is a list of lists. Make a list of `[row, position]` for all items first.",
    "Then each column of the result is that list, mapped: of the others `batch[name][row]`, of `column` the item itself.",
  ],
  solution: "notebooks/solutions/05/explode-by-hand.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, column) => Dataset");
    const dataset = (await threads()) as Dataset<never>;
    const call = 'answer(dataset, "comments")';
    const rows = (await rowsOf(await attempt(call, () => answer(dataset, "comments")), call)) as Record<
      string,
      unknown
    >[];
    const expected = replies.flatMap((comments, i) =>
      (comments ?? []).map((comment, position) => ({
        title: `thread ${i}`,
        comments: comment,
        votes: 10 * i,
        position,
      })),
    );
    const column = (name: string, of: readonly Record<string, unknown>[]) => of.map((row) => row[name]);
    expectSame(
      column("comments", rows),
      column("comments", expected),
      "A row for each item, in their order; an empty list and `null` have none.",
    );
    for (const name of ["title", "votes"])
      expectSame(
        column(name, rows),
        column(name, expected),
        `\`${name}\` of each row is that of the row it came from.`,
      );
    expectSame(
      column("position", rows),
      column("position", expected),
      "`position` is the number in the list, from 0, also where items are equal.",
    );
    expectSame(rows, expected, "There are these columns, and no others.");
    const large = (await many()) as Dataset<never>;
    const all = await rowsOf(
      await attempt('answer(large, "tags")', () => answer(large, "tags")),
      'answer(large, "tags")',
    );
    const ids = Array.from({ length: 1200 }, (_, id) =>
      ["x", `y${id}`].slice(0, id % 3).map((tag, position) => ({ tags: tag, id, position })),
    );
    expectSame(
      all.length,
      ids.flat().length,
      "A dataset of 1,200 rows has two batches, and all of their items are rows.",
    );
    expectSame(all, ids.flat(), "A dataset of 1,200 rows, with other columns.");
  },
});
