import { readFile } from "node:fs/promises";
import { seqeval } from "@llm-course/evaluate";
import { z } from "zod";
import { uniform } from "../corpora/shuffle.ts";
import {
  bioTagged,
  namedEntities as readEntities,
  type Span,
  type TaggedWords,
} from "../corpora/tagged-text.ts";
import { writtenFile } from "../corpora/written-data.ts";
import { tokenClassifier } from "../encoders/token-classifier.ts";

const types = ["PER", "ORG", "LOC", "MISC"] as const;
/** How often each sentence is in the training, with other names from the second time on. */
const copies = 3;

/** Who, where, which organisation? */
export const namedEntities = tokenClassifier({
  ...{ name: "named-entities", version: 1, bar: 0.8, base: "cased" },
  labels: ["O", ...types.flatMap((type) => [`B-${type}`, `I-${type}`])],
  standsInFor: [
    {
      id: "dbmdz/bert-large-cased-finetuned-conll03-english",
      repo: "Xenova/bert-large-cased-finetuned-conll03-english",
    },
  ],
  card: {
    summary:
      "Finds persons, organisations, places and other names in an English text: a sentence encoder that was given an eye for capitals, with adapters.",
    data: "`datasets/named-entities`, written for this project, with tags as in CoNLL-2003; topics of the tests are not those of the training, and their names mostly do not occur there. Errors on the first test were known when half of the training was written, so `test` is another, written after it. Each sentence is trained on several times with other names from a list. `probe` is unlike both.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 7e-4. Capital and LARGE spellings of a word piece are its row of the embeddings plus a fixed random vector.",
    limits:
      "Organisations named after places or people, teams named after cities, long titles of works, long documents, other languages. Tags were set once and not checked by a second person.",
  },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 3, learningRate: 7e-4, weightDecay: 0.01, perDeviceTrainBatchSize: 16 },
  train: trainingSentences,
  tests: {
    test: async () => (await readEntities("test-2.txt")).map(bioTagged),
    "first test": async () => (await readEntities("test.txt")).map(bioTagged),
    probe: async () => (await readEntities("probe.txt")).map(bioTagged),
  },
  metric: {
    name: "entity F1",
    of: (predictions, references) => seqeval({ predictions, references }).overall_f1 as number,
  },
  baseline: { name: "names of the training", make: knownNames },
  inputs: [
    "My name is Sylvain and I work at Hugging Face in Brooklyn.",
    "Wolfgang lives in Berlin.",
    "Apple opens a new store in Lyon.",
    "I ate an apple in the park.",
    "Barack Obama was born in Hawaii.",
    "The United Nations met in Geneva on Tuesday.",
    "Dr. Nakamura will see you now.",
    "Manchester beat Liverpool two to one.",
    "She studied at the University of Oxford.",
    "Bank of Japan keeps rates low",
    "Jordan flew to Jordan.",
    "The Eiffel Tower is in Paris.",
    "We read War and Peace in school.",
    "May I see May in May?",
    "Call me Ishmael.",
    "The Amazon is longer than the Danube.",
    "Amazon hired 500 people in Madrid.",
    "Thanks, Priya",
    "He speaks Swahili and French.",
    "no names here, just words",
  ],
});

const namesSchema = z.object({
  PER: z.object({ given: z.array(z.string()), family: z.array(z.string()) }),
  ...{ ORG: z.array(z.string()), LOC: z.array(z.string()), MISC: z.array(z.string()) },
});

async function trainingSentences(seed: number): Promise<TaggedWords[]> {
  const names = namesSchema.parse(
    JSON.parse(await readFile(writtenFile("named-entities", "names.json"), "utf8")),
  );
  const random = uniform(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  /** Another name of the kind, as long as this one; a name that is the only one of its length stays. */
  const other = ({ words, type }: Span): Span => {
    if (type === undefined || random() < 0.4) return { words, type };
    const lower = words[0] === words[0]?.toLowerCase();
    const list =
      type === "PER" ? names.PER[random() < 0.5 ? "given" : "family"] : names[type as "ORG" | "LOC" | "MISC"];
    const found =
      type === "PER" && words.length === 2
        ? `${pick(names.PER.given)} ${pick(names.PER.family)}`
        : (pick(list.filter((name) => name.split(" ").length === words.length)) ?? words.join(" "));
    return { words: (lower ? found.toLowerCase() : found).split(" "), type };
  };
  const sentences = [...(await readEntities("train.txt")), ...(await readEntities("train-2.txt"))];
  return Array.from({ length: copies }, (_, copy) =>
    sentences.map((spans) => bioTagged(copy === 0 ? spans : spans.map(other))),
  ).flat();
}

/** Finds the names that the training had, the longest first. */
function knownNames(train: TaggedWords[]): (words: readonly string[]) => string[] {
  const known = new Map<string, string>();
  for (const { words, tags } of train)
    for (let i = 0; i < words.length; i++) {
      if (!tags[i]?.startsWith("B-")) continue;
      let end = i + 1;
      while (tags[end]?.startsWith("I-")) end++;
      known.set(words.slice(i, end).join(" ").toLowerCase(), tags[i]?.slice(2) as string);
    }
  return (words) => {
    const tags = words.map(() => "O");
    for (let i = 0; i < words.length; i++)
      for (let end = Math.min(words.length, i + 5); end > i; end--) {
        const type = known.get(words.slice(i, end).join(" ").toLowerCase());
        if (type === undefined) continue;
        for (let k = i; k < end; k++) tags[k] = `${k === i ? "B" : "I"}-${type}`;
        i = end - 1;
        break;
      }
    return tags;
  };
}
