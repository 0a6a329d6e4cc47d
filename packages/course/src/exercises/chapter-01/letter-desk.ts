import { isDeepStrictEqual } from "node:util";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import { show } from "../show.ts";

export interface Report {
  topic: string | null;
  mood: "POSITIVE" | "NEGATIVE" | "unclear";
  people: string[];
}
export type LetterDesk = (letters: string[], topics: string[]) => Promise<Report[]>;

/** Names that come twice, places and firms, no names; moods and topics that are clear and that are not. */
const desks = [
  {
    topics: ["cooking", "sport", "politics"],
    letters: [
      "Peter Brown scored twice and the team won. Maria and Peter Brown were happy.",
      "Dear Anna Miller, the soup you made on Sunday was wonderful, and Peter loved the bread. Thank you!",
      "The train leaves at nine.",
      "The parliament voted on the new tax law yesterday. It begins at noon.",
      "Maria Jones went to Berlin with Tom Baker. Tom Baker works for Siemens.",
      "I hate this stadium. The seats are broken and the referee was awful.",
    ],
  },
  { topics: ["politics", "cooking"], letters: ["Add the onions, stir for five minutes and serve it hot."] },
];

export const letterDesk = defineExercise<LetterDesk>({
  id: "1.practical",
  title: "The letter desk",
  prompt: `
Letters come in, and somebody has to say what each is about. Put three pipelines together: write a function
\`async (letters, topics) => …\` that gives a list with \`{ topic, mood, people }\` for each letter, in their order.

- \`topic\`: which of \`topics\` the zero-shot pipeline finds best, or \`null\` where its score is under 0.6.
- \`mood\`: the label of the sentiment pipeline, or \`"unclear"\` where its score is under 0.9.
- \`people\`: the names of persons that the pipeline for names finds (\`PER\`), whole names, each once, in the order in which they come.

Take the default model of each task, with its default options except for what puts pieces of names together, and load each
pipeline once, outside the function. There may be a single letter.`,
  hints: [
    "Each pipeline takes a list and gives a list: `const moods = await classify(letters)`, and `moods[i]` belongs to `letters[i]`.",
    'Names of several words: `{ aggregationStrategy: "simple" }`, then those whose `entity_group` is `PER`. A `Set` keeps each once, in order.',
    "A zero-shot result is sorted: `labels[0]` with `scores[0]`. `scores[0] < 0.6 ? null : labels[0]`.",
  ],
  solution: "notebooks/solutions/01/letter-desk.ts",
  async check(answer) {
    mustBeFunction(answer, "async (letters, topics) => …");
    for (const { letters, topics } of desks) {
      const call = `answer([${letters.length === 1 ? "one letter" : `${letters.length} letters`}], ${show(topics)})`;
      const found: unknown = await attempt(call, () => answer([...letters], [...topics]));
      if (!Array.isArray(found) || found.length !== letters.length)
        throw new WrongAnswer(
          `\`${call}\` should give a list of ${letters.length}, one entry for each letter; it gave \`${show(found)}\`.`,
        );
      for (const [i, letter] of letters.entries()) await compare(found[i], letter, topics);
    }
  },
});

/** What the three pipelines say of a letter. */
export const readLetter = remembered(async (letter: string, topics: readonly string[]) => {
  const { labels, scores } = await (await models.sort())(letter, topics);
  const [{ label, score } = { label: "", score: 0 }] = await (await models.classify())(letter);
  const groups = await (await models.findNames())(letter, { aggregationStrategy: "simple" });
  return { labels, scores, label, score, groups };
});

async function compare(found: unknown, letter: string, topics: readonly string[]): Promise<void> {
  if (found instanceof Promise)
    throw new WrongAnswer("The list has promises in it. Wait for them: `await Promise.all(list)`.");
  const { topic, mood, people } = Object(found) as Partial<Report>;
  const read = await readLetter(letter, topics);
  const [bestTopic, topicScore = 0] = [read.labels[0], read.scores[0]];
  const expectedTopic = topicScore < 0.6 ? null : bestTopic;
  if (topic !== expectedTopic)
    throw new WrongAnswer(
      `The topic of ${show(letter)} should be ${show(expectedTopic)}, since ${show(bestTopic)} is the best of ${show(topics)} with ${topicScore.toFixed(3)}; it is ${show(topic)}.`,
    );
  const { label, score } = read;
  const expectedMood = score < 0.9 ? "unclear" : label;
  if (mood !== expectedMood)
    throw new WrongAnswer(
      `The mood of ${show(letter)} should be ${show(expectedMood)}: the sentiment pipeline says ${label} with ${score.toFixed(3)}; it is ${show(mood)}.`,
    );
  const names = read.groups.filter(({ entity_group }) => entity_group === "PER").map(({ word }) => word);
  const expectedPeople = [...new Set(names)];
  if (isDeepStrictEqual(people, expectedPeople)) return;
  const why = isDeepStrictEqual(people, names)
    ? "Each name is asked for once."
    : "Whole names of persons, in the order in which they come, and nothing else.";
  throw new WrongAnswer(
    `The people in ${show(letter)} should be \`${show(expectedPeople)}\`, they are \`${show(people)}\`. ${why}`,
  );
}
