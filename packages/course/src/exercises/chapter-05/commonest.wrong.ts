import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Count } from "./commonest.ts";

type Values = (string | number | null)[];

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    keep = (value: string | number | null): boolean => value !== null,
    key = (value: string | number | null) => value,
    ties = (a: Count, b: Count): number => ((a.value as string) < (b.value as string) ? -1 : 1),
    order = (a: Count, b: Count) => b.count - a.count,
    cut = (counts: Count[], k: number) => counts.slice(0, k),
    fixed = undefined as string | undefined,
  } = {}): Answer =>
  async (dataset: Dataset, column, k) => {
    const values = ((await dataset.column(fixed ?? column)) as Values).filter(keep).map(key);
    const counts = [...Map.groupBy(values, (each) => each)].map(([value, all]) => ({
      value,
      count: all.length,
    }));
    return cut(
      counts.sort((a, b) => order(a, b) || ties(a, b)),
      k,
    );
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts rows without a value",
    answer: mutant({ keep: () => true }),
    says: /four rows have no value/,
  },
  {
    name: "takes valueCounts as it is",
    answer: async (dataset, column, k) => (await dataset.valueCounts(column)).take(k).toRows(),
    says: /four rows have no value/,
  },
  {
    name: "leaves empty ones out after it has cut",
    answer: async (dataset, column, k) =>
      (await (await dataset.valueCounts(column)).take(k).toRows()).filter(({ value }) => value !== null),
    says: /most frequent value comes first/,
  },
  {
    name: "gives the rarest first",
    answer: mutant({ order: (a, b) => a.count - b.count }),
    says: /most frequent value comes first/,
  },
  {
    name: "leaves equal ones in the order of the rows",
    answer: mutant({ ties: () => 0 }),
    says: /smaller value comes first|With fewer/,
  },
  {
    name: "gives the larger of equal ones first",
    answer: mutant({ ties: (a, b) => ((a.value as string) > (b.value as string) ? -1 : 1) }),
    says: /smaller value comes first/,
  },
  {
    name: "does not see capitals",
    answer: mutant({ key: (value) => (typeof value === "string" ? value.toLowerCase() : value) }),
    says: /capitals make a difference/,
  },
  { name: "gives all", answer: mutant({ cut: (counts) => counts }), says: /most frequent value comes first/ },
  {
    name: "gives one too few",
    answer: mutant({ cut: (counts, k) => counts.slice(0, k - 1) }),
    says: /is right/,
  },
  {
    name: "gives texts for values",
    answer: mutant({ key: (value) => (value === null ? null : String(value)) }),
    says: /keep their type/,
  },
  {
    name: "gives values alone",
    answer: async (dataset, column, k) =>
      (await mutant()(dataset, column, k)).map(({ value }) => value) as never,
    says: /is right/,
  },
  {
    name: "gives a Dataset",
    answer: (async (dataset: Dataset, column: string) => dataset.valueCounts(column)) as never,
    says: /is right/,
  },
  {
    name: "gives counts as bigints",
    answer: async (dataset, column, k) =>
      (await mutant()(dataset, column, k)).map(({ value, count }) => ({
        value,
        count: BigInt(count),
      })) as never,
    says: /is right/,
  },
  { name: "always looks at the same column", answer: mutant({ fixed: "drug" }), says: /Any column/ },
  {
    name: "gives the first values instead of the most frequent",
    answer: async (dataset, column, k) =>
      (await dataset.unique(column))
        .filter((value) => value !== null)
        .slice(0, k)
        .map((value) => ({ value, count: 1 })),
    says: /most frequent value comes first/,
  },
];
