import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { shared } from "../shared.ts";

export type Embed = (texts: string[]) => Promise<number[][]>;

export interface Found {
  thread: number;
  score: number;
  text: string;
}

export type Answer = (dataset: Dataset, embed: Embed, question: string, k: number) => Awaitable<Found[]>;

const words = ["printer", "paper", "ink", "disk", "full", "sound", "silent", "card"];
const texts: readonly [thread: number, text: string][] = [
  [4, "printer paper"],
  [4, "printer ink ink"],
  [9, "disk full disk full disk full disk full disk sound"],
  [9, "disk full"],
  [2, "sound card silent silent"],
  [7, "printer printer printer printer ink printer printer sound"],
  [4, "ink paper printer"],
  [5, "disk printer card card paper"],
  [6, "card full sound"],
];
/** How often each word occurs: longer texts have longer vectors. */
const embedding = (text: string) =>
  words.map((word) => text.split(" ").filter((each) => each === word).length);
const table = shared(() => fromRows(texts.map(([thread, text]) => ({ thread, text }))));

const cosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / Math.hypot(...a) / Math.hypot(...b);

export const nearestThreads = defineExercise<Answer>({
  id: "5.6.2",
  title: "Search by meaning",
  prompt: `Write \`search(dataset, embed, question, k)\`. Rows of \`dataset\` are \`{ thread, text }\`, several of the same thread. \`embed(texts)\`
takes a list of texts and gives a vector for each; their lengths differ, and only their **direction** means something, so
compare by the cosine. Give the \`k\` threads that are nearest to the question, the nearest first, **each thread once**, as
\`{ thread, score, text }\`: its most similar text, and how similar that is. With fewer than \`k\` threads give them all.

Then ask something of your own: \`search(useful, embed, …)\` with the \`embed\` of this section, after renaming its columns.

\`\`\`ts
const dataset = await fromRows([{ thread: 1, text: "tea" }, { thread: 1, text: "tea with milk" }, { thread: 2, text: "ink" }]);
await search(dataset, embed, "milk and tea", 1); // [{ thread: 1, score: 0.9…, text: "tea with milk" }]
\`\`\``,
  hints: [
    '`map` adds a column of embeddings, in batches. `addVectorIndex("embedding", { metric: "cosine" })`, and `getNearestExamples`.',
    "Ask the index for all rows (`dataset.numRows`): of the `k` nearest *texts* several may be of one thread.",
    "Go through them from the nearest on, and keep a text only if its thread is not there yet, until there are `k`.",
  ],
  solution: "notebooks/solutions/05/nearest-threads.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, embed, question, k) => [{ thread, score, text }, …]");
    const dataset = (await table()) as Dataset<never>;
    const embed: Embed = async (given) => {
      if (!Array.isArray(given))
        throw new WrongAnswer("`embed` takes a list of texts, also for one question.");
      return given.map(embedding);
    };
    const look = async (question: string, k: number, why: string) => {
      const call = `answer(dataset, embed, "${question}", ${k})`;
      const given = await attempt(call, () => answer(dataset, embed, question, k));
      const expected = nearest(question).slice(0, k);
      const round = (found: readonly Found[]) =>
        found.map(({ thread, text, score }) => ({ thread, text, score: Number(score?.toFixed?.(4)) }));
      expectSame(
        Array.isArray(given) ? round(given) : given,
        round(expected),
        `${why} Look at \`${call}\`, with scores to four digits.`,
      );
    };
    await look(
      "disk full printer",
      1,
      "Only the direction counts: a text that says something five times is no nearer.",
    );
    await look(
      "printer paper ink",
      3,
      "Each thread comes once, with its most similar text, the nearest first.",
    );
    await look("sound card", 2, "A thread's score is that of its best text.");
    await look(
      "ink disk disk sound silent full full full",
      50,
      "With fewer than `k` threads all of them come.",
    );
  },
});

/** Every thread with its most similar text, found by comparing all. */
function nearest(question: string): Found[] {
  const asked = embedding(question);
  const all = texts.map(([thread, text]) => ({ thread, text, score: cosine(embedding(text), asked) }));
  all.sort((a, b) => b.score - a.score);
  return all.filter(({ thread }, i) => all.findIndex((other) => other.thread === thread) === i);
}
