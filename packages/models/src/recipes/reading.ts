import { squad } from "@llm-course/evaluate";
import { z } from "zod";
import { writtenRows } from "../corpora/written-data.ts";
import { writeEncoder } from "../encoders/encoder-model.ts";
import { type Question, readAnswers, readerSettings, trainReader } from "../encoders/extractive-reader.ts";
import type { Recipe, Score } from "../zoo/recipe.ts";

const settings = readerSettings({ r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" });
const splits = { test: "test.jsonl", probe: "probe.jsonl" };
const shown = [
  {
    question: "Where do I work?",
    context: "My name is Sylvain and I work at Hugging Face in Brooklyn.",
  },
];

/** Where in a text is the answer to a question? */
export const reading: Recipe = {
  ...{ name: "reading", version: 1, task: "question-answering" },
  standsInFor: [
    {
      id: "distilbert/distilbert-base-cased-distilled-squad",
      repo: "Xenova/distilbert-base-cased-distilled-squad",
    },
  ],
  card: { summary: "", data: "", training: "", limits: "" },
  async texts() {
    const heldOut = await Promise.all(Object.values(splits).map(questions));
    const texts = (asked: readonly Question[]) => [...new Set(asked.map(({ context }) => context))];
    return { train: texts(await trainingQuestions()), heldOut: texts(heldOut.flat()) };
  },
  train: async (context) =>
    trainReader(
      settings,
      await trainingQuestions(),
      { numTrainEpochs: 5, learningRate: 7e-4, weightDecay: 0.01 },
      context,
    ),
  assemble: (weights, folder) => writeEncoder(settings, weights, folder),
  async evaluate(folder) {
    const scores: Score[] = [];
    for (const [dataset, file] of Object.entries(splits)) {
      const asked = await questions(file);
      const found = await readAnswers(folder, asked);
      const baseline = {
        name: "the sentence most like the question",
        value: f1(asked, asked.map(likestSentence)),
      };
      const value = f1(
        asked,
        found.map(({ answer }) => answer),
      );
      const bar = dataset === "test" ? { bar: 60 } : {};
      scores.push({ dataset, metric: "F1", value, count: asked.length, baseline, ...bar });
    }
    return scores;
  },
  inputs: shown.map(({ question, context }) => `${question} / ${context}`),
  async respond(folder) {
    return (await readAnswers(folder, shown)).map(({ answer, score }) => `${answer} (${score.toFixed(2)})`);
  },
};

const row = z
  .object({
    ...{ question: z.string(), context: z.string() },
    answers: z.object({ text: z.array(z.string()), answer_start: z.array(z.int()) }),
  })
  .transform(({ question, context, answers }) => ({
    ...{ question, context },
    answers: answers.text.map((text, i) => ({ text, start: answers.answer_start[i] as number })),
  }));

async function trainingQuestions(): Promise<Question[]> {
  return [...(await questions("train-1.jsonl")), ...(await questions("train-2.jsonl"))];
}

function questions(file: string): Promise<Question[]> {
  return writtenRows("reading", file, row);
}

function f1(asked: readonly Question[], given: readonly string[]): number {
  const predictions = given.map((text, i) => ({ id: String(i), prediction_text: text }));
  const references = asked.map(({ answers }, i) => ({
    id: String(i),
    answers: { text: answers.map(({ text }) => text), answer_start: answers.map(({ start }) => start) },
  }));
  return squad({ predictions, references }).f1 as number;
}

function likestSentence({ question, context }: Question): string {
  const words = (text: string) => new Set(text.toLowerCase().match(/\p{L}+|\d+/gu) ?? []);
  const asked = words(question);
  const sentences = context.split(/(?<=[.!?]) /);
  const shared = sentences.map((sentence) => words(sentence).intersection(asked).size);
  return sentences[shared.indexOf(Math.max(...shared))] ?? "";
}
