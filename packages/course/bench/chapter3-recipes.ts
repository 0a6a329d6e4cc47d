// The two trainings of chapter 3's notebook, for any seed: it chooses what is held out, the new head and the order.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoTokenizer } from "@huggingface/transformers";
import { accuracy, f1 } from "@llm-course/evaluate";
import { ensureMiniLm } from "@llm-course/models";
import { brownSentences, shuffle, spamMails, universalTags } from "@llm-course/models/corpora";
import {
  attachHead,
  type DataCollator,
  dataCollatorForTokenClassification,
  dataCollatorWithPadding,
  type Example,
  getScheduler,
  loadModel,
  Trainer,
  type TrainerModel,
  type TrainerOptions,
  type TrainingOptions,
} from "@llm-course/training";
import { naiveBayes, tagLexicon, tfidfLogisticRegression } from "../src/data/baselines/index.ts";
import { spamFilterModel, spamFilterOptimizers, writeMailTokenizer } from "../src/data/spam-filter/index.ts";

type Tokenizer = Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;

interface Recipe {
  readonly model: TrainerModel;
  readonly train: readonly Example[];
  readonly test: readonly Example[];
  readonly dataCollator: DataCollator;
  readonly args: TrainingOptions;
  readonly optimizers?: NonNullable<TrainerOptions["optimizers"]>;
}

const shared: TrainingOptions = {
  numTrainEpochs: 1,
  perDeviceEvalBatchSize: 32,
  groupByLength: true,
  warmupRatio: 0.1,
  weightDecay: 0.01,
  saveStrategy: "no",
};

const padding = { padTokenId: 0 };

/**
 * 1 − macro-F1 on 1,000 held-out mails: the first layer of MiniLM with the mean of its tokens, over the beginning and the
 * end of each mail. Word embeddings learn faster than the rest.
 */
export async function tunedSpamError(seed: number): Promise<number> {
  const { train, test } = await spamMails({ seed });
  const tokenizer = await miniLmTokenizer();
  const encode = ({ text, label }: (typeof train)[number]): Example => {
    const ids = tokenizer.encode(text, { add_special_tokens: false });
    return {
      ...marked(tokenizer, ids.length <= 254 ? ids : [...ids.slice(0, 190), ...ids.slice(-64)]),
      label,
    };
  };
  const task = "sequence-classification";
  const config = { ...labelNames(["ham", "spam"]), num_hidden_layers: 1 };
  const encoder = await loadModel(await ensureMiniLm(), { task: "feature-extraction", config });
  const { predictions, references } = await fineTune(
    {
      model: {
        ...attachHead(encoder, { task, pooling: "mean", labels: true, seed }),
        ...{ config: encoder.config, task },
      },
      ...{ train: train.map(encode), test: test.map(encode) },
      dataCollator: dataCollatorWithPadding(padding),
      args: { ...shared, perDeviceTrainBatchSize: 16 },
      optimizers: fasterEmbeddings,
    },
    seed,
  );
  return 1 - f1({ predictions, references }, { average: "macro" }).f1;
}

const fasterEmbeddings: NonNullable<TrainerOptions["optimizers"]> = async (model, numTrainingSteps) => {
  const names = [...model.parameters.keys()];
  const isTable = (name: string) => name.includes("word_embeddings");
  const optimizer = await model.adamW([
    { parameters: names.filter(isTable), learningRate: 2e-3, weightDecay: 0 },
    { parameters: names.filter((name) => !isTable(name)), learningRate: 5e-4, weightDecay: 0.01 },
  ]);
  const numWarmupSteps = Math.ceil(numTrainingSteps / 10);
  return { optimizer, scheduler: getScheduler("linear", { optimizer, numWarmupSteps, numTrainingSteps }) };
};

/**
 * 1 − macro-F1 on the same mails: the first layer of MiniLM over the beginning and the end of each mail, and a linear
 * layer over the n-grams of the whole mail. Word embeddings learn faster than the layer, n-grams faster still.
 */
export async function wideAndDeepSpamError(seed: number): Promise<number> {
  const { train, test } = await spamMails({ seed });
  const miniLm = await ensureMiniLm();
  const folder = await mkdtemp(join(tmpdir(), "mail-tokenizer-"));
  const spellings = await writeMailTokenizer(miniLm, folder, { maxLength: 2048 });
  const tokenizer: Tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  await rm(folder, { recursive: true });
  const encode = ({ text, label }: (typeof train)[number]) => {
    const { input_ids } = tokenizer(text, { truncation: true, max_length: 2048, return_tensor: false });
    return { input_ids, token_type_ids: input_ids.map(() => 0), label };
  };
  const trainSet = train.map(encode);
  const texts = trainSet.map(({ input_ids }) => input_ids);
  const { network, weights } = await spamFilterModel(miniLm, { spellings, texts, seed });
  const { predictions, references } = await fineTune(
    {
      model: { network, weights, task: "sequence-classification" },
      ...{ train: trainSet, test: test.map(encode) },
      dataCollator: dataCollatorWithPadding(padding),
      args: { ...shared, perDeviceTrainBatchSize: 16 },
      optimizers: spamFilterOptimizers,
    },
    seed,
  );
  return 1 - f1({ predictions, references }, { average: "macro" }).f1;
}

/** 1 − macro-F1 on the same mails: the better of naive Bayes and logistic regression. */
export async function rivalSpamError(seed: number): Promise<number> {
  const { train, test } = await spamMails({ seed });
  const references: number[] = test.map(({ label }) => label);
  const errors = [naiveBayes(train), tfidfLogisticRegression(train)].map((classify) => {
    const predictions = test.map(({ text }) => classify(text));
    return 1 - f1({ predictions, references }, { average: "macro" }).f1;
  });
  return Math.min(...errors);
}

/** The share of wrong tags in 600 sentences of genres that were not trained on: MiniLM, fine-tuned. */
export async function tunedTagError(seed: number): Promise<number> {
  const { others, unseen } = await tagSplit(seed);
  const tokenizer = await miniLmTokenizer();
  const align = ({ words, tags }: (typeof others)[number]): Example => {
    const pieces = words.map((word) => tokenizer.encode(word, { add_special_tokens: false }));
    const labels = pieces.flatMap((ids, i) =>
      ids.map((_, piece) => (piece === 0 ? universalTags.indexOf(tags[i] ?? "") : -100)),
    );
    return {
      ...marked(tokenizer, pieces.flat().slice(0, 62)),
      labels: [-100, ...labels.slice(0, 62), -100],
    };
  };
  const task = "token-classification";
  const config = labelNames(universalTags);
  const model = {
    ...(await loadModel(await ensureMiniLm(), { task, labels: true, config, seed })),
    task,
  } as const;
  const { predictions, references } = await fineTune(
    {
      model,
      ...{ train: others.slice(0, 2500).map(align), test: unseen.map(align) },
      dataCollator: dataCollatorForTokenClassification(padding),
      args: { ...shared, perDeviceTrainBatchSize: 32, learningRate: 4e-4 },
    },
    seed,
  );
  return 1 - accuracy({ predictions, references }).accuracy;
}

/** The share of wrong tags in the same sentences: the lexicon of all other sentences. */
export async function lexiconTagError(seed: number): Promise<number> {
  const { others, unseen } = await tagSplit(seed);
  const lexicon = tagLexicon(others);
  const predictions = unseen.flatMap(({ words }) => words.map(lexicon));
  return 1 - accuracy({ predictions, references: unseen.flatMap(({ tags }) => tags) }).accuracy;
}

async function tagSplit(seed: number) {
  const shuffled = shuffle(await brownSentences(), seed);
  const isUnseen = ({ genre }: { genre: string }) => genre === "c" || genre === "n";
  return {
    others: shuffled.filter((sentence) => !isUnseen(sentence)),
    unseen: shuffled.filter(isUnseen).slice(0, 600),
  };
}

async function fineTune({ model, train, test, dataCollator, args, optimizers }: Recipe, seed: number) {
  const outputDir = await mkdtemp(join(tmpdir(), "chapter3-"));
  await using trainer = new Trainer({
    model,
    args: { ...args, outputDir, seed },
    ...(optimizers && { optimizers }),
    trainDataset: train,
    dataCollator,
  });
  await trainer.train();
  const { predictions, labelIds } = await trainer.predict(test);
  await rm(outputDir, { recursive: true, force: true });
  const guesses = argmax(predictions.data, predictions.dims.at(-1) as number);
  const known = Array.from(labelIds?.data ?? [], Number);
  const counted = known.flatMap((label, i) => (label === -100 ? [] : [i]));
  return {
    predictions: counted.map((i) => guesses[i] as number),
    references: counted.map((i) => known[i] as number),
  };
}

function labelNames(labels: readonly string[]) {
  return { id2label: Object.fromEntries(labels.map((label, i) => [i, label])) };
}

async function miniLmTokenizer(): Promise<Tokenizer> {
  return AutoTokenizer.from_pretrained(await ensureMiniLm(), { local_files_only: true });
}

function marked(tokenizer: Tokenizer, ids: readonly number[]) {
  const [cls, sep] = tokenizer.encode("") as [number, number];
  const input_ids = [cls, ...ids, sep];
  return { input_ids, token_type_ids: input_ids.map(() => 0) };
}

/** The index of the largest of every `width` numbers. */
function argmax(data: ArrayLike<number | bigint>, width: number): number[] {
  return Array.from({ length: data.length / width }, (_, row) => {
    let best = 0;
    for (let i = 1; i < width; i++)
      if ((data[row * width + i] as number) > (data[row * width + best] as number)) best = i;
    return best;
  });
}
