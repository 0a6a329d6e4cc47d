import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Answer = (dataset: Dataset, k: number) => Awaitable<Dataset<object>>;

interface Review {
  id: number;
  text: string | null;
}

const reviews: readonly Review[] = [
  { id: 1, text: "three short words" },
  { id: 2, text: null },
  { id: 3, text: "otorhinolaryngological incomprehensibilities" },
  { id: 4, text: "it is of no use to me" },
  { id: 5, text: "   one    two  \n\n three\tfour five \n" },
  { id: 6, text: "" },
  { id: 7, text: "a b c d e f g" },
  { id: 8, text: "five words are in here" },
];
const words = [3, 0, 2, 7, 5, 0, 7, 5];
const table = shared(() => fromRows(reviews));

const ordered = [4, 7, 5, 8, 1, 3, 2, 6];
const row = (id: number) => ({ ...reviews[id - 1], words: words[id - 1] });

export const longestTexts = defineExercise<Answer>({
  id: "5.3.2",
  title: "The longest texts",
  prompt: `Which reviews are the longest, and are they good for anything? Write \`longest(dataset, k)\` for a dataset with a column
\`text\`: a \`Dataset\` of the \`k\` rows whose texts have the most words, the longest first, with all their columns and a new one,
\`words\`. Words are what stands between white space, however much of it there is. A row without a text (\`null\`) has 0 words.
Of equally long ones the one that comes first in the dataset comes first.

\`\`\`ts
const dataset = await fromRows([{ text: "so so" }, { text: "not  for me" }]);
await (await longest(dataset, 1)).toRows(); // [{ text: "not  for me", words: 3 }]
\`\`\``,
  hints: [
    '`map` adds the column, `sort("words", { reverse: true })` puts the largest first and leaves equal ones in their order, `take(k)` cuts.',
    "`text.split(/\\s+/)` gives empty texts at the ends, and for an empty text one: leave out what is empty, as `filter(Boolean)` does.",
    '`(text ?? "")` is an empty text where there is none.',
  ],
  solution: "notebooks/solutions/05/longest-texts.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, k) => Dataset");
    const dataset = (await table()) as Dataset<never>;
    const look = async (k: number) =>
      rowsOf(await attempt(`answer(dataset, ${k})`, () => answer(dataset, k)), `answer(dataset, ${k})`);
    const all = await look(8);
    expectSame(
      all.length,
      8,
      "Asked for as many rows as there are, it should give all, also those without words.",
    );
    const counts = new Map(all.map((each) => [(each as Review).id, (each as { words?: unknown }).words]));
    for (const [i, { id, text }] of reviews.entries())
      expectSame(
        counts.get(id),
        words[i],
        `The number of words of ${JSON.stringify(text)}: only what stands between white space is one.`,
      );
    expectSame(
      all.map((each) => (each as Review).id),
      ordered,
      "The longest text comes first, and equal ones in the order that they had; these are the ids.",
    );
    expectSame(all[0], row(4), "All columns stay, and `words` is added.");
    expectSame(await look(2), [row(4), row(7)], "The two longest.");
    expectSame(dataset.columnNames, ["id", "text"], "The dataset itself should stay as it was.");
  },
});
