import type { WrongAnswerCase } from "../define-exercise.ts";
import { type LetterDesk, type Report, readLetter } from "./letter-desk.ts";

type Found = Awaited<ReturnType<typeof readLetter>>;

const people = ({ groups }: Found) =>
  groups.filter(({ entity_group }) => entity_group === "PER").map(({ word }) => word);
const right = (found: Found): Report => ({
  topic: (found.scores[0] ?? 0) < 0.6 ? null : (found.labels[0] ?? null),
  mood: found.score < 0.9 ? "unclear" : (found.label as Report["mood"]),
  people: [...new Set(people(found))],
});
const reports =
  (change: (found: Found, topics: string[]) => object): LetterDesk =>
  (letters, topics) =>
    Promise.all(
      letters.map(async (letter) => {
        const found = await readLetter(letter, topics);
        return { ...right(found), ...change(found, topics) };
      }),
    );

export const wrong: WrongAnswerCase<LetterDesk>[] = [
  { name: "a report", answer: [{ topic: null, mood: "unclear", people: [] }], says: /a function/ },
  {
    name: "always a topic",
    answer: reports(({ labels }) => ({ topic: labels[0] })),
    says: /should be null, since 'sport' is the best/,
  },
  {
    name: "the first of the topics",
    answer: reports((_, topics) => ({ topic: topics[0] })),
    says: /should be 'sport'.*it is 'cooking'/,
  },
  {
    name: "another threshold for topics",
    answer: reports(({ labels, scores }) => ({ topic: (scores[0] ?? 0) < 0.9 ? null : labels[0] })),
    says: /should be 'sport'.*with 0\.788; it is null/,
  },
  {
    name: "undefined for no topic",
    answer: reports((found) => ({ topic: right(found).topic ?? undefined })),
    says: /should be null.*it is undefined/,
  },
  {
    name: "always a mood",
    answer: reports(({ label }) => ({ mood: label })),
    says: /should be 'unclear': the sentiment pipeline says NEGATIVE with 0\.8/,
  },
  {
    name: "mood by the score of the topic",
    answer: reports(({ label, scores }) => ({ mood: (scores[0] ?? 0) < 0.9 ? "unclear" : label })),
    says: /mood .* should be 'POSITIVE'/,
  },
  {
    name: "mood in lower case",
    answer: reports((found) => ({ mood: right(found).mood.toLowerCase() })),
    says: /should be 'POSITIVE'.*it is 'positive'/,
  },
  { name: "names twice", answer: reports((found) => ({ people: people(found) })), says: /asked for once/ },
  {
    name: "places and firms as people",
    answer: reports(({ groups }) => ({ people: [...new Set(groups.map(({ word }) => word))] })),
    says: /people in 'Maria Jones.*Whole names of persons/,
  },
  {
    name: "pieces of names",
    answer: reports((found) => ({ people: [...new Set(people(found).flatMap((name) => name.split(" ")))] })),
    says: /Whole names/,
  },
  {
    name: "names sorted",
    answer: reports((found) => ({ people: [...new Set(people(found))].sort() })),
    says: /order in which they come/,
  },
  {
    name: "groups instead of names",
    answer: reports(({ groups }) => ({
      people: groups.filter(({ entity_group }) => entity_group === "PER"),
    })),
    says: /people in .*Whole names/,
  },
  { name: "no people", answer: reports(() => ({ people: [] })), says: /people in/ },
  {
    name: "the first letter alone",
    answer: async ([letter = ""], topics) => [right(await readLetter(letter, topics))],
    says: /a list of 6/,
  },
  {
    name: "not in a list when there is one",
    answer: async (letters, topics) => {
      const all = await reports(() => ({}))(letters, topics);
      return (all.length === 1 ? all[0] : all) as Report[];
    },
    says: /\[one letter\].*a list of 1/,
  },
  {
    name: "promises",
    answer: (async (letters: string[], topics: string[]) =>
      letters.map(async (letter) => right(await readLetter(letter, topics)))) as never,
    says: /Promise\.all/,
  },
];
