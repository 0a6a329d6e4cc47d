import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import { near, show } from "../show.ts";

export type WithoutAPipeline = (texts: string[]) => Promise<{ label: string; score: number }[]>;

/** Lengths that differ a lot, so that padding shows; then one that is longer than the model reads. */
const batches: readonly (readonly string[])[] = [
  [
    "Good.",
    "The second half of the concert was so dull that several people in our row left before it was over.",
  ],
  ["The meeting is on Tuesday."],
  [
    "A fine day",
    "A lovely old bookshop.",
    "I would not go there again, the waiter was rude and the fish was cold",
  ],
  [`I was bored. ${"The days went by. ".repeat(200)}`, "Lovely."],
];

export const withoutAPipeline = defineExercise<WithoutAPipeline>({
  id: "2.2.1",
  title: "The three steps, for your own texts",
  prompt: `
Write the pipeline of this section without \`pipeline\`: a function \`async (texts) => …\` that gives \`{ label, score }\` for each text,
in their order, with the tokenizer and the model of the checkpoint
\`distilbert/distilbert-base-uncased-finetuned-sst-2-english\`.

Labels and scores are those of \`pipeline("sentiment-analysis")\`, whatever else is in the list and however long a text is.

Try it with a text without any opinion, and with irony. How sure is it?`,
  hints: [
    "The tokenizer: `{ padding: true, truncation: true }`, and give the model all that it makes, the attention mask too.",
    'The model: `loadEncoder(path, { task: "sequence-classification" })`; its `logits` are [texts, labels].',
    "Afterwards: a softmax over the logits of **each text**, the place of its largest value, and `model.config.id2label` for the name. `softmax` of `@llm-course/pipelines` is for one row.",
  ],
  solution: "notebooks/solutions/02/without-a-pipeline.ts",
  async check(answer) {
    mustBeFunction(answer, "async (texts) => …");
    for (const texts of batches) {
      const call = `answer(${show(texts)})`;
      const found: unknown = await attempt(call, () => answer([...texts]));
      if (!Array.isArray(found) || found.length !== texts.length)
        throw new WrongAnswer(
          `\`${call}\` should give a list of ${texts.length}, one entry for each text; it gave \`${show(found)}\`.`,
        );
      const expected = await Promise.all(texts.map((text) => scoresOf(text)));
      for (const [i, text] of texts.entries()) compare(found[i], text, expected[i] ?? [], texts.length);
    }
  },
});

const scoresOf = remembered(async (text: string) => (await models.classify())(text, { topK: 2 }));

function compare(
  found: unknown,
  text: string,
  [best, other]: readonly { label: string; score: number }[],
  count: number,
): void {
  const { label, score } = Object(found) as Record<string, unknown>;
  if (!best || !other) throw new Error("two labels expected");
  const beginning = `For ${show(text)}, ${count === 1 ? "alone" : `one of ${count} texts`}, the pipeline gives ${best.label} with ${best.score.toFixed(4)}, yours \`${show({ label, score })}\`.`;
  const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
  if (label !== best.label) {
    if (label !== other.label)
      throw new WrongAnswer(
        `${beginning} The name of a label is in \`model.config.id2label\`, under the place of the largest logit.`,
      );
    throw new WrongAnswer(
      `${beginning} Which place is which label, and does the model get the attention mask? Without it padding is read as words.`,
    );
  }
  if (near(score, best.score, 1e-3)) return;
  const outside = typeof score === "number" && (score < 0 || score > 1);
  const tips = outside
    ? "That is no probability: a softmax over the logits of the text is missing."
    : near(score, other.score, 1e-3)
      ? "That is the probability of the other label."
      : near(score, sigmoid(Math.log(best.score / other.score) / 2), 2e-2)
        ? "A sigmoid looks at one logit alone; the softmax takes both."
        : "Is the softmax over the two logits of this text, and not over other texts? Does the model get the attention mask?";
  throw new WrongAnswer(`${beginning} ${tips}`);
}
