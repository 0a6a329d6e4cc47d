import type { EntityGroup } from "@llm-course/pipelines";
import type { WrongAnswerCase } from "../define-exercise.ts";
import { models } from "../models.ts";
import type { PartsOfSpeech } from "./parts-of-speech.ts";

const grouped =
  (
    give: (words: string[], groups: EntityGroup[]) => unknown,
    strategy: "first" | "simple" = "first",
  ): PartsOfSpeech =>
  async (sentence, kind) => {
    const groups = await (await models.tagWords())(sentence, { aggregationStrategy: strategy });
    const chosen = groups.filter(({ entity_group }) => entity_group === kind);
    return give(
      chosen.flatMap(({ word }) => word.split(" ")),
      chosen,
    ) as string[];
  };

export const wrong: WrongAnswerCase<PartsOfSpeech>[] = [
  { name: "words", answer: ["car", "park"], says: /a function/ },
  {
    name: "groups of several words",
    answer: grouped((_, groups) => groups.map(({ word }) => word)),
    says: /cut it into its words/,
  },
  {
    name: "tokens as they are",
    answer: async (sentence, kind) =>
      (await (await models.tagWords())(sentence))
        .filter(({ entity }) => entity === kind)
        .map(({ word }) => word),
    says: /pieces of words/,
  },
  { name: "the strategy simple", answer: grouped((words) => words, "simple"), says: /pieces of words/ },
  {
    name: "each word once",
    answer: grouped((words) => [...new Set(words)]),
    says: /twice is asked for twice/,
  },
  {
    name: "in lower case",
    answer: grouped((words) => words.map((word) => word.toLowerCase())),
    says: /capitals too/,
  },
  { name: "sorted", answer: grouped((words) => words.toSorted()), says: /order of the sentence/ },
  { name: "from the end", answer: grouped((words) => words.toReversed()), says: /order of the sentence/ },
  { name: "the first word alone", answer: grouped((words) => words.slice(0, 1)), says: /all of them/ },
  { name: "one string", answer: grouped((words) => words.join(" ")), says: /list of strings/ },
  { name: "the groups", answer: grouped((_, groups) => groups), says: /list of strings/ },
  {
    name: "always nouns",
    answer: (sentence) => (grouped((words) => words) as PartsOfSpeech)(sentence, "NOUN"),
    says: /words of that kind/,
  },
  {
    name: "all words",
    answer: async (sentence) => sentence.match(/[A-Za-z]+/g) ?? [],
    says: /words of that kind/,
  },
  {
    name: "the places instead of the words",
    answer: grouped((_, groups) => groups.map(({ start }) => start)),
    says: /list of strings/,
  },
];
