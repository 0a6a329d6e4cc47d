import type { ZeroShotClassificationPipeline } from "@llm-course/pipelines";
import { softmax } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { near, show } from "../show.ts";

export type OwnLabels = (
  sort: ZeroShotClassificationPipeline,
  texts: string[],
  labels: string[],
) => Promise<{ text: string; label: string; lead: number }[]>;

/** The logits of each text for each label; the best one stands in every place. */
const cases: readonly { labels: readonly string[]; logits: Readonly<Record<string, readonly number[]>> }[] = [
  {
    labels: ["urgent", "can wait", "spam"],
    logits: {
      "The pump has stopped.": [2, 0.5, -1],
      "Shall we have lunch in May?": [-1, 1.5, 1.2],
      "You have won!": [0.1, -2, 3],
    },
  },
  { labels: ["night", "day"], logits: { "The stars are out.": [1, 0.9], "Noon.": [-2, 2] } },
  { labels: ["a", "b", "c", "d"], logits: { "One text alone": [0, 0.3, 0.6, 0.2] } },
];

export const ownLabels = defineExercise<OwnLabels>({
  id: "1.3.1",
  title: "Labels of your own",
  prompt: `
Which label fits best, and how clearly? Write a function \`async (sort, texts, labels) => …\`.

\`sort\` is the zero-shot pipeline of this section, \`texts\` are some texts, \`labels\` two or more labels. It gives a list with
\`{ text, label, lead }\` for each text, in the order of \`texts\`: the label with the highest score, and how far its score is
ahead of the second highest. Leave the pipeline's options as they are.

Try it with labels such as *urgent* and *can wait*, and look at the smallest leads: those texts are the ones to read yourself.`,
  hints: [
    "Look at what `sort` gives: `labels` and `scores` are sorted by score, not in the order you gave them.",
    "So the best label is `labels[0]` of the result, and the lead `scores[0] - scores[1]`.",
    "Of a list of texts `sort` makes a list of results. Each has its text as `sequence`.",
  ],
  solution: "notebooks/solutions/01/own-labels.ts",
  async check(answer) {
    mustBeFunction(answer, "async (sort, texts, labels) => …");
    for (const { labels, logits } of cases) {
      const texts = Object.keys(logits);
      const call = `answer(sort, ${show(texts)}, ${show(labels)})`;
      const results: unknown = await attempt(call, () =>
        answer(standIn(labels, logits), [...texts], [...labels]),
      );
      if (!Array.isArray(results) || results.length !== texts.length)
        throw new WrongAnswer(
          `\`${call}\` should give a list with ${texts.length} entries; it gave \`${show(results)}\`.`,
        );
      for (const [i, text] of texts.entries()) compare(results[i], text, labels, logits[text] ?? []);
    }
  },
});

function compare(found: unknown, text: string, labels: readonly string[], logits: readonly number[]): void {
  const shown = `\`${show(found)}\``;
  if (found instanceof Promise)
    throw new WrongAnswer("The list has promises in it. Wait for them: `await Promise.all(list)`.");
  const { text: itsText, label, lead } = Object(found) as Record<string, unknown>;
  if (itsText !== text)
    throw new WrongAnswer(
      `In the place of the text ${show(text)} is ${shown}; each needs its \`text\`, in the order of \`texts\`.`,
    );
  const [scores, each] = [softmax(logits), logits.map((logit) => softmax([0, logit])[1] ?? 0)];
  const best = labels[logits.indexOf(Math.max(...logits))];
  if (label !== best)
    throw new WrongAnswer(
      `The label of ${show(text)} should be ${show(best)}, which has the highest score; it is ${show(label)}. In what \`sort\` gives, \`labels[0]\` goes with \`scores[0]\`, and both are sorted by score.`,
    );
  const [first = 0, second = 0] = scores.toSorted((a, b) => b - a);
  const [alone = 0, next = 0] = each.toSorted((a, b) => b - a);
  if (near(lead, first - second)) return;
  const why = near(lead, first)
    ? "That is the highest score itself; take the second highest from it."
    : near(lead, second - first)
      ? "The sign is wrong: the higher score comes first."
      : near(lead, alone - next)
        ? "It was computed with `multiLabel: true`, which judges each label by itself; leave the options as they are."
        : "It is the highest score less the second highest.";
  throw new WrongAnswer(
    `The lead of ${show(text)} should be ${(first - second).toFixed(4)}; it is ${show(lead)}. ${why}`,
  );
}

/** Answers as the pipeline does, with logits that are known. */
function standIn(
  known: readonly string[],
  logits: Readonly<Record<string, readonly number[]>>,
): ZeroShotClassificationPipeline {
  const sort = async (
    texts: string | string[],
    given: string | string[],
    options: { multiLabel?: boolean } = {},
  ) => {
    const labels = typeof given === "string" ? given.split(",").map((label) => label.trim()) : given;
    if (!Array.isArray(labels) || labels.length === 0)
      throw new TypeError("candidateLabels: at least one label expected");
    const one = (text: string) => {
      if (typeof text !== "string" || text === "") throw new TypeError(`a text expected: ${show(text)}`);
      const row = labels.map((label) => logits[text]?.[known.indexOf(label)] ?? -4);
      const scores = options.multiLabel ? row.map((logit) => softmax([0, logit])[1] ?? 0) : softmax(row);
      const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
      return { sequence: text, labels: order.map((i) => labels[i]), scores: order.map((i) => scores[i]) };
    };
    return Array.isArray(texts) ? texts.map(one) : one(texts);
  };
  return sort as never;
}
