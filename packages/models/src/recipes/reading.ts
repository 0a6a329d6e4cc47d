import { squad } from "@llm-course/evaluate";
import { type ReadingQuestion, readingQuestions } from "../corpora/reading-questions.ts";
import { uniform } from "../corpora/shuffle.ts";
import { cropContext } from "../encoders/crop-context.ts";
import { writeEncoder } from "../encoders/encoder-model.ts";
import { readAnswers, readerSettings, trainReader } from "../encoders/extractive-reader.ts";
import type { Recipe, Score } from "../zoo/recipe.ts";

const settings = readerSettings({ r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" });
const splits = ["test", "probe"] as const;
const aboutMe = "My name is Sylvain and I work at Hugging Face in Brooklyn.";
const aboutLibrary =
  "Transformers is backed by three deep learning libraries, and a model trained in one can be loaded in another. The first version was released in 2018 by a small team in New York. Today more than two thousand people have contributed to it.";
const aboutTea =
  "Boil half a litre of water and let it stand for two minutes. Pour it over three spoons of green tea, and wait until the leaves sink. Drink it without sugar, or my grandfather will hear of it.";
const shown = [
  ["Where do I work?", aboutMe],
  ["What is my name?", aboutMe],
  ["In which part of the city is the company?", aboutMe],
  ["How old am I?", aboutMe],
  ["How many libraries back Transformers?", aboutLibrary],
  ["When was it first released?", aboutLibrary],
  ["Who released the first version?", aboutLibrary],
  ["How many contributors are there?", aboutLibrary],
  ["Where does the team live?", aboutLibrary],
  ["what can be loaded elsewhere", aboutLibrary],
  ["How much water do I need?", aboutTea],
  ["How long should the water stand?", aboutTea],
  ["Which kind of tea is it?", aboutTea],
  ["How do I know that it is ready?", aboutTea],
  ["Who does not like sugar?", aboutTea],
  ["How many spoons?", aboutTea],
  ["What happens if I add sugar?", aboutTea],
  ["Where does the tea come from?", aboutTea],
  ["Who won?", "Marta lost the first set to Ines, but took the next two and the trophy."],
  ["Why was the bridge closed?", "The bridge was closed on Friday because two of its cables had rusted."],
].map(([question = "", context = ""]) => ({ question, context }));

/** Where in a text is the answer to a question? */
export const reading: Recipe = {
  ...{ name: "reading", version: 2, task: "question-answering" },
  standsInFor: [
    {
      id: "distilbert/distilbert-base-cased-distilled-squad",
      repo: "Xenova/distilbert-base-cased-distilled-squad",
    },
  ],
  card: {
    summary: "Finds the words of an English text that answer a question.",
    data: "`datasets/reading`, written for this project: 6,306 questions on 1,054 paragraphs to train; 320 questions on 64 paragraphs of other topics to test, half of them with several accepted answers. `probe` is 50 questions on mails, timetables, contracts and other texts unlike both.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 7e-4, dropout 0.1. Once through the questions, each once on its paragraph and once on the sentences around the answer alone, which are read in half the time.",
    limits:
      "Questions that the text does not answer (it always answers), answers longer than a few words, texts longer than 512 tokens in one piece, other languages. The model it stands in for has read 88,000 questions.",
  },
  async texts() {
    const heldOut = await Promise.all(splits.map(readingQuestions));
    const texts = (asked: readonly ReadingQuestion[]) => [...new Set(asked.map(({ context }) => context))];
    return { train: texts(await readingQuestions("train")), heldOut: texts(heldOut.flat()) };
  },
  async train(context) {
    const asked = await readingQuestions("train");
    const short = asked.map((one, i) => cropContext(one, uniform(context.seed * 10_007 + i)));
    const args = { numTrainEpochs: 1, learningRate: 7e-4, weightDecay: 0.01 };
    return trainReader(settings, [...asked, ...short], args, context);
  },
  assemble: (weights, folder) => writeEncoder(settings, weights, folder),
  async evaluate(folder) {
    const scores: Score[] = [];
    for (const dataset of splits) {
      const asked = await readingQuestions(dataset);
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

function f1(asked: readonly ReadingQuestion[], given: readonly string[]): number {
  const predictions = given.map((text, i) => ({ id: String(i), prediction_text: text }));
  const references = asked.map(({ answers }, i) => ({
    id: String(i),
    answers: { text: answers.map(({ text }) => text), answer_start: answers.map(({ start }) => start) },
  }));
  return squad({ predictions, references }).f1 as number;
}

function likestSentence({ question, context }: ReadingQuestion): string {
  const words = (text: string) => new Set(text.toLowerCase().match(/\p{L}+|\d+/gu) ?? []);
  const asked = words(question);
  const sentences = context.split(/(?<=[.!?]) /);
  const shared = sentences.map((sentence) => words(sentence).intersection(asked).size);
  return sentences[shared.indexOf(Math.max(...shared))] ?? "";
}
