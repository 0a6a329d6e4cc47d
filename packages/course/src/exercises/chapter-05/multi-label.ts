import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export interface MultiLabel {
  names: string[];
  dataset: Dataset<object>;
}

export type Answer = (dataset: Dataset, least: number) => Awaitable<MultiLabel>;

const issues: readonly (readonly string[] | null)[] = [
  ["bug", "docs"],
  ["question"],
  null,
  ["docs", "docs", "docs"],
  [],
  ["wontfix", "question", "bug"],
  ["Bug"],
  ["question"],
];
const table = shared(() =>
  fromRows(issues.map((labels, i) => ({ title: `issue ${i}`, tags: labels && [...labels] }))),
);

export const multiLabel = defineExercise<Answer>({
  id: "5.5.4",
  title: "Several labels at once",
  prompt: `An issue may be a *bug* **and** about the *docs*. A classifier that gives several labels at once learns from a 0 or 1 for
each of them. Write \`multiLabel(dataset, least)\` for a dataset with a column \`tags\`, lists of names (or \`null\`). Give
\`{ names, dataset }\`: \`names\` are those tags that **at least** \`least\` rows have, sorted as \`sort()\` does; \`dataset\` has all rows
and columns, and a new column \`labels\`, for each row a list with a 1 for each of the \`names\` that it has, in their order, and
a 0 for the others. Rarer tags count for nothing.

\`\`\`ts
const dataset = await fromRows([{ tags: ["b", "a"] }, { tags: ["a", "c"] }, { tags: ["b"] }]);
const made = await multiLabel(dataset, 2);
made.names; // ["a", "b"]
await made.dataset.column("labels"); // [[1, 1], [1, 0], [0, 1]]
\`\`\``,
  hints: [
    "Count rows, not mentions: `new Set(tags)` of each row first.",
    "`map` gives each row its list: `names.map((name) => Number(tags.includes(name)))`.",
    "`(tags ?? [])` is an empty list where there is none. Such a row stays, with zeros.",
  ],
  solution: "notebooks/solutions/05/multi-label.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, least) => ({ names, dataset })");
    const dataset = (await table()) as Dataset<never>;
    const look = async (least: number, names: string[], why: string) => {
      const call = `answer(dataset, ${least})`;
      const given = await attempt(call, () => answer(dataset, least));
      expectSame(given?.names, names, `${why} These are the \`names\` of \`${call}\`.`);
      const rows = await rowsOf(given.dataset, `(await ${call}).dataset`);
      expectSame(rows.length, issues.length, "Each row stays, also one without tags.");
      for (const [i, tags] of issues.entries()) {
        const labels = names.map((name) => Number(tags?.includes(name) ?? false));
        const expected = { title: `issue ${i}`, tags: tags && [...tags], labels };
        expectSame(
          rows[i],
          expected,
          `A 0 or 1 for each of ${JSON.stringify(names)}, and all columns: row ${i} of \`${call}\`.`,
        );
      }
    };
    await look(
      2,
      ["bug", "docs", "question"],
      "Tags that at least two *rows* have; capitals make a difference.",
    );
    await look(3, ["question"], "A tag that one row has three times is in one row.");
    await look(
      1,
      ["Bug", "bug", "docs", "question", "wontfix"],
      "With `least` 1 every tag counts, sorted as `sort()` does.",
    );
  },
});
