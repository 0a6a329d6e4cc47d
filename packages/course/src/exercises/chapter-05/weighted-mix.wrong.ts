import { IterableDataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./weighted-mix.ts";

type Streams = Record<string, IterableDataset<{ text: string }>>;
type Weights = Record<string, number>;

const share = (names: string[], weights: Weights) => {
  const sum = names.reduce((total, name) => total + (weights[name] ?? 0), 0);
  return names.map((name) => (weights[name] ?? 0) / sum);
};

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    probabilities = share as (names: string[], weights: Weights) => number[] | undefined,
    stoppingStrategy = "all_exhausted" as "all_exhausted" | "first_exhausted",
    draw = (seed: number) => seed,
    add = (language: string): object => ({ language }),
    after = (mixed: IterableDataset<object>) => mixed,
  } = {}): Answer =>
  (streams: Streams, weights, seed) => {
    const names = Object.keys(streams);
    const named = names.map((name) => (streams[name] as Streams[string]).map(() => add(name)));
    const shares = probabilities(names, weights);
    return after(
      IterableDataset.interleave(named, {
        seed: draw(seed),
        stoppingStrategy,
        ...(shares && { probabilities: shares }),
      }),
    );
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "takes one after the other in turn",
    answer: mutant({ probabilities: () => undefined }),
    says: /Are the shares right/,
  },
  {
    name: "gives all the same chance",
    answer: mutant({ probabilities: (names) => names.map(() => 1 / names.length) }),
    says: /Are the shares right/,
  },
  {
    name: "does not make shares of the weights",
    answer: mutant({ probabilities: (names, weights) => names.map((name) => weights[name] ?? 0) }),
    says: /probabilities whose sum is 1/,
  },
  {
    name: "takes the weights in their own order",
    answer: mutant({ probabilities: (_, weights) => share(Object.keys(weights), weights) }),
    says: /each for its own stream/,
  },
  {
    name: "gives rare ones more",
    answer: mutant({
      probabilities: (names, weights) =>
        share(names, Object.fromEntries(names.map((name) => [name, 1 / (weights[name] ?? 1)]))),
    }),
    says: /Are the shares right/,
  },
  {
    name: "squares the weights",
    answer: mutant({
      probabilities: (names, weights) =>
        share(names, Object.fromEntries(names.map((name) => [name, (weights[name] ?? 1) ** 2]))),
    }),
    says: /Are the shares right/,
  },
  {
    name: "stops at the first end",
    answer: mutant({ stoppingStrategy: "first_exhausted" }),
    says: /\*every\* stream/,
  },
  { name: "forgets the seed", answer: mutant({ draw: () => 0 }), says: /hand `seed` on/ },
  {
    name: "draws another seed each time",
    answer: mutant({
      draw: (() => {
        let calls = 100;
        return (seed: number) => seed + calls++;
      })(),
    }),
    says: /same seed should give/,
  },
  { name: "adds no language", answer: mutant({ add: () => ({}) }), says: /name of its stream/ },
  {
    name: "puts the language in place of the text",
    answer: mutant({ add: (language) => ({ text: language, language }) }),
    says: /name of its stream/,
  },
  {
    name: "shuffles afterwards",
    answer: mutant({ after: (mixed) => mixed.shuffle({ seed: 1, bufferSize: 500 }) }),
    says: /keep their order/,
  },
  {
    name: "puts streams behind each other",
    answer: (streams) =>
      IterableDataset.concatenate(
        Object.entries(streams).map(([language, stream]) => stream.map(() => ({ language }))),
      ),
    says: /Are the shares right/,
  },
  {
    name: "goes round by the weights, in turn",
    answer: (streams, weights) =>
      IterableDataset.interleave(
        Object.keys(streams).flatMap((language) =>
          Array.from({ length: weights[language] ?? 0 }, () =>
            (streams[language] as Streams[string]).map(() => ({ language })),
          ),
        ),
        { stoppingStrategy: "all_exhausted" },
      ),
    says: /by chance/,
  },
  {
    name: "gives a list of rows",
    answer: (async (...args: Parameters<Answer>) => {
      const rows: object[] = [];
      for await (const row of (await mutant()(...args)).take(100)) rows.push(row);
      return rows;
    }) as never,
    says: /should give an `IterableDataset`/,
  },
];
