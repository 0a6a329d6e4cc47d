import type { WrongAnswerCase } from "../define-exercise.ts";
import type { OwnLabels } from "./own-labels.ts";

type Result = { sequence: string; labels: string[]; scores: number[] };
const made =
  (make: (result: Result, labels: string[]) => unknown, options = {}): OwnLabels =>
  async (sort, texts, labels) =>
    (await sort(texts, labels, options)).map((result) => make(result as Result, labels)) as never;
const right = ({ sequence, labels, scores }: Result) => ({
  ...{ text: sequence, label: labels[0], lead: (scores[0] ?? 0) - (scores[1] ?? 0) },
});

export const wrong: WrongAnswerCase<OwnLabels>[] = [
  {
    name: "a result instead of the function",
    answer: [{ text: "", label: "", lead: 0 }],
    says: /a function/,
  },
  {
    name: "the first label that was given",
    answer: made((result, labels) => ({ ...right(result), label: labels[0] })),
    says: /highest score; it is 'urgent'.*sorted by score/,
  },
  {
    name: "the label at the end",
    answer: made((result) => ({ ...right(result), label: result.labels.at(-1) })),
    says: /should be 'urgent'/,
  },
  {
    name: "looks the place of the best score up in the labels given",
    answer: made((result, labels) => ({
      ...right(result),
      label: labels[result.scores.indexOf(Math.max(...result.scores))],
    })),
    says: /should be 'can wait'.*it is 'urgent'/,
  },
  {
    name: "the score instead of the lead",
    answer: made((result) => ({ ...right(result), lead: result.scores[0] })),
    says: /take the second highest from it/,
  },
  {
    name: "the lead the wrong way round",
    answer: made((result) => ({ ...right(result), lead: -right(result).lead })),
    says: /sign is wrong/,
  },
  {
    name: "ahead of the last, not of the second",
    answer: made((result) => ({
      ...right(result),
      lead: (result.scores[0] ?? 0) - (result.scores.at(-1) ?? 0),
    })),
    says: /less the second highest/,
  },
  { name: "multiLabel", answer: made(right, { multiLabel: true }), says: /multiLabel: true/ },
  {
    name: "sorted by the lead",
    answer: async (sort, texts, labels) =>
      ((await made(right)(sort, texts, labels)) as { lead: number }[]).sort(
        (a, b) => a.lead - b.lead,
      ) as never,
    says: /in the order of `texts`/,
  },
  {
    name: "the first text only",
    answer: async (sort, texts, labels) =>
      [right((await sort(texts[0] as string, labels)) as Result)] as never,
    says: /a list with 3 entries/,
  },
  {
    name: "what the pipeline gave",
    answer: async (sort, texts, labels) => sort(texts, labels) as never,
    says: /needs its `text`/,
  },
  {
    name: "promises",
    answer: async (sort, texts, labels) =>
      texts.map(async (text) => right((await sort(text, labels)) as Result)) as never,
    says: /Promise\.all/,
  },
  {
    name: "labels of its own",
    answer: async (sort, texts) => made(right)(sort, texts, ["education", "politics", "business"]),
    says: /should be 'urgent'/,
  },
  {
    name: "forgets to pass the labels",
    answer: async (sort, texts) => (sort as never as (texts: string[]) => Promise<never>)(texts),
    says: /stopped with TypeError: candidateLabels/,
  },
];
