import { type Dataset, datasetCard } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Facts } from "./honest-card.ts";

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    facts = (given: Facts): Parameters<typeof datasetCard>[1] => given,
    isMissing = (value: unknown): boolean => value === null,
    share = (missing: number, rows: number) => Math.round((100 * missing) / rows),
    keep = (_share: number, missing: number) => missing > 0,
    order = (lines: string[]) => lines,
    none = "None.",
    title = "## Missing values",
    change = (card: string) => card,
    before = (dataset: Dataset) => dataset,
    where = (card: string, section: string) => `${card.trimEnd()}\n\n${section}`,
  } = {}): Answer =>
  async (dataset, given) => {
    const lines: string[] = [];
    for (const name of dataset.columnNames) {
      const missing = (await dataset.column(name)).filter(isMissing).length;
      const percent = share(missing, dataset.numRows);
      if (keep(percent, missing)) lines.push(`- \`${name}\`: ${percent} %`);
    }
    const card = change(await datasetCard(before(dataset), facts(given)));
    return where(card, `${title}\n\n${order(lines).join("\n") || none}\n`);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "has no section on missing values",
    answer: (dataset, facts) => datasetCard(dataset, facts),
    says: /last section is called/,
  },
  {
    name: "calls the section something else",
    answer: mutant({ title: "## Missing" }),
    says: /last section is called/,
  },
  {
    name: "puts the section in front",
    answer: mutant({ where: (card, section) => card.replace(/^## /m, `${section}\n## `) }),
    says: /last section is called/,
  },
  {
    name: "has no metadata",
    answer: mutant({ change: (card) => card.replace(/^---\n[\s\S]*?\n---\n/, "") }),
    says: /metadata/,
  },
  {
    name: "invents a license",
    answer: mutant({ facts: (facts) => ({ ...facts, license: "free" }) }),
    says: /Hub would refuse/,
  },
  {
    name: "always takes the same license",
    answer: mutant({ facts: (facts) => ({ ...facts, license: "cc0-1.0" }) }),
    says: /license, the one that was given/,
  },
  {
    name: "writes the language out",
    answer: mutant({ facts: (facts) => ({ ...facts, language: "French" }) }),
    says: /Hub would refuse|has the language/,
  },
  {
    name: "forgets the language",
    answer: mutant({ facts: ({ language: _, ...facts }) => facts }),
    says: /has the language/,
  },
  {
    name: "leaves the limitations out",
    answer: mutant({ facts: ({ limitations: _, ...facts }) => facts }),
    says: /does not have the limitations/,
  },
  {
    name: "leaves the description out",
    answer: mutant({ facts: ({ description: _, ...facts }) => facts }),
    says: /does not have the description/,
  },
  {
    name: "counts what is there",
    answer: mutant({ isMissing: (value) => value !== null }),
    says: /each column that has some/,
  },
  {
    name: "looks for empty texts",
    answer: mutant({ isMissing: (value) => value === "" }),
    says: /each column that has some/,
  },
  {
    name: "takes 0 for missing",
    answer: mutant({ isMissing: (value) => !value }),
    says: /each column that has some/,
  },
  {
    name: "gives numbers of rows for percent",
    answer: mutant({ share: (missing) => missing }),
    says: /in percent/,
  },
  {
    name: "rounds down",
    answer: mutant({ share: (missing, rows) => Math.floor((100 * missing) / rows) }),
    says: /rounded/,
  },
  {
    name: "lists complete columns as well",
    answer: mutant({ keep: () => true }),
    says: /each column that has some/,
  },
  { name: "lists by name", answer: mutant({ order: (lines) => lines.sort() }), says: /in order/ },
  {
    name: "leaves the section empty where nothing is missing",
    answer: mutant({ none: "" }),
    says: /last section is called|is right/,
  },
  {
    name: "leaves out a column whose share rounds to nothing",
    answer: mutant({ keep: (share) => share > 0 }),
    says: /each column that has some/,
  },
  {
    name: "describes some of the columns",
    answer: mutant({ before: (dataset) => dataset.selectColumns(dataset.columnNames.slice(0, 2)) }),
    says: /names the columns/,
  },
  {
    name: "describes some of the rows",
    answer: mutant({ before: (dataset) => dataset.take(100) }),
    says: /how many rows/,
  },
];
