import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./multi-label.ts";

type Tags = string[] | null;

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    ofRow = (tags: Tags) => [...new Set(tags ?? [])],
    enough = (count: number, least: number) => count >= least,
    sort = (names: string[]) => names.sort(),
    label = (tags: string[], names: string[]): unknown => names.map((name) => Number(tags.includes(name))),
    before = async (dataset: Dataset) => dataset,
    after = (made: Dataset<object>): Dataset<object> => made,
    list = (tags: Tags) => tags ?? [],
    give = (names: string[]) => names,
  } = {}): Answer =>
  async (dataset, least) => {
    const all = ((await dataset.column("tags")) as Tags[]).flatMap(ofRow);
    const counts = Map.groupBy(all, (tag) => tag);
    const names = sort([...counts].filter(([, each]) => enough(each.length, least)).map(([tag]) => tag));
    const made = await (await before(dataset)).map(({ tags }) => ({
      labels: label(list(tags as Tags), names),
    }));
    return { names: give(names), dataset: after(made) };
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts mentions",
    answer: mutant({ ofRow: (tags) => tags ?? [] }),
    says: /three times is in one row/,
  },
  {
    name: "wants more than least",
    answer: mutant({ enough: (count, least) => count > least }),
    says: /at least two/,
  },
  { name: "keeps all tags", answer: mutant({ enough: () => true }), says: /at least two/ },
  {
    name: "has a least of its own",
    answer: mutant({ enough: (count) => count >= 2 }),
    says: /one row|`least` 1/,
  },
  { name: "does not sort", answer: mutant({ sort: (names) => names }), says: /is right/ },
  {
    name: "sorts by how often",
    answer: mutant({ sort: (names) => names.sort().reverse() }),
    says: /is right/,
  },
  {
    name: "sorts as people do",
    answer: mutant({ sort: (names) => names.sort((a, b) => a.localeCompare(b, "en")) }),
    says: /sorted as `sort\(\)`/,
  },
  {
    name: "does not see capitals",
    answer: mutant({ ofRow: (tags) => [...new Set((tags ?? []).map((tag) => tag.toLowerCase()))] }),
    says: /is right/,
  },
  {
    name: "fails without tags",
    answer: mutant({ list: (tags) => tags as string[] }),
    says: /stopped with MapFunctionError/,
  },
  {
    name: "leaves out rows without tags",
    answer: mutant({ before: (dataset) => dataset.filter("tags IS NOT NULL AND len(tags) > 0") }),
    says: /Each row stays/,
  },
  {
    name: "gives the numbers of the tags",
    answer: mutant({ label: (tags, names) => tags.map((tag) => names.indexOf(tag)) }),
    says: /A 0 or 1/,
  },
  {
    name: "gives one label",
    answer: mutant({ label: (tags, names) => names.findIndex((name) => tags.includes(name)) }),
    says: /A 0 or 1/,
  },
  {
    name: "marks the first tag only",
    answer: mutant({ label: (tags, names) => names.map((name) => Number(tags[0] === name)) }),
    says: /A 0 or 1/,
  },
  {
    name: "gives booleans",
    answer: mutant({ label: (tags, names) => names.map((name) => tags.includes(name)) }),
    says: /A 0 or 1/,
  },
  {
    name: "counts within a row",
    answer: mutant({
      label: (tags, names) => names.map((name) => tags.filter((tag) => tag === name).length),
    }),
    says: /A 0 or 1/,
  },
  {
    name: "exchanges 0 and 1",
    answer: mutant({ label: (tags, names) => names.map((name) => Number(!tags.includes(name))) }),
    says: /A 0 or 1/,
  },
  {
    name: "removes the tags",
    answer: mutant({ after: (made) => made.removeColumns("tags") }),
    says: /all columns/,
  },
  {
    name: "gives the dataset alone",
    answer: (async (...args: Parameters<Answer>) => (await mutant()(...args)).dataset) as never,
    says: /is right/,
  },
];
