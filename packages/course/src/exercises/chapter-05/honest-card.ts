import { type Dataset, fromRows } from "@llm-course/datasets";
import { parseCard, validateCard } from "@llm-course/hub/cards";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { show } from "../show.ts";

export interface Facts {
  prettyName: string;
  language: string;
  license: string;
  description: string;
  limitations: string;
}

export type Answer = (dataset: Dataset, facts: Facts) => Awaitable<string>;

const cases: readonly {
  facts: Facts;
  rows: () => Promise<Dataset<object>>;
  missing: readonly string[];
  size: string;
  features: readonly string[];
}[] = [
  {
    facts: {
      ...{ prettyName: "Letters of a lighthouse", language: "fr", license: "cc-by-4.0" },
      description: "What keepers wrote home.",
      limitations: "Only letters that arrived.",
    },
    rows: shared(() =>
      fromRows(
        Array.from({ length: 8 }, (_, i) => ({
          id: i,
          keeper: i % 2 ? "Yann" : null,
          text: "…",
          answered_at: i === 3 ? "1901-02-03" : null,
        })),
      ),
    ),
    missing: ["- `keeper`: 50 %", "- `answered_at`: 88 %"],
    size: "n<1K",
    features: ["id", "keeper", "text", "answered_at"],
  },
  {
    facts: {
      ...{ prettyName: "Tide tables: a summer", language: "en", license: "cc0-1.0" },
      description: "Heights of the tide, hour by hour.",
      limitations: "One harbour in one year.",
    },
    rows: shared(() => fromRows(Array.from({ length: 1500 }, (_, hour) => ({ hour, height: hour / 10 })))),
    missing: [],
    size: "1K<n<10K",
    features: ["hour", "height"],
  },
  {
    facts: {
      ...{ prettyName: "Lamps of a lighthouse", language: "fr", license: "cc0-1.0" },
      description: "Which lamp burned in which night.",
      limitations: "Nights with fog were not written down.",
    },
    rows: shared(() =>
      fromRows(Array.from({ length: 300 }, (_, night) => ({ night, lamp: night === 9 ? null : "oil" }))),
    ),
    // A value is missing, however little that is.
    missing: ["- `lamp`: 0 %"],
    size: "n<1K",
    features: ["night", "lamp"],
  },
];

export const honestCard = defineExercise<Answer>({
  id: "5.5.3",
  title: "A card that says what is missing",
  prompt: `Write \`card(dataset, facts)\`: the README of a dataset as text, with the metadata in front. \`facts\` is
\`{ prettyName, language, license, description, limitations }\`; all of it has to be in the card. The metadata says which columns
there are (\`dataset_info\`) and how many rows there are, roughly (\`size_categories\`). And the last section has the title
\`## Missing values\` and a line for each column in which values are missing, in the order of the columns, with their share of
the rows in whole percent (one of a thousand is \`0 %\`):

\`\`\`md
## Missing values

- \`last_reply_at\`: 42 %
\`\`\`

Where no value is missing, the section says \`None.\` instead. The Hub has to find no error in the card.`,
  hints: [
    "`datasetCard(dataset, facts)` of `@llm-course/datasets` writes all but the last section.",
    "`(await dataset.column(name)).filter((each) => each === null).length` counts what is missing in a column.",
    '`validateCard(card, "dataset")` of `@llm-course/hub/cards` says what the Hub would.',
  ],
  solution: "notebooks/solutions/05/honest-card.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, facts) => card");
    for (const { facts, rows, missing, size, features } of cases) {
      const dataset = (await rows()) as Dataset<never>;
      const call = `answer(dataset, { prettyName: "${facts.prettyName}", … })`;
      const text = await attempt(call, () => answer(dataset, { ...facts }));
      if (typeof text !== "string")
        throw new WrongAnswer(`A card is a text; \`${call}\` gives ${show(text)}.`);
      const { data, body } = await attempt(call, () => parseCard(text));
      const { errors } = validateCard(text, "dataset");
      if (errors.length > 0)
        throw new WrongAnswer(`The Hub would refuse the card of \`${call}\`: ${errors[0]?.message}.`);
      const list = (given: unknown) => (Array.isArray(given) ? given : [given]);
      expectSame(
        data.pretty_name,
        facts.prettyName,
        "The metadata has the name that people read, `pretty_name`.",
      );
      expectSame(list(data.language), [facts.language], "The metadata has the language.");
      expectSame(
        list(data.license),
        [facts.license],
        "The metadata has the license, the one that was given.",
      );
      expectSame(
        list(data.size_categories),
        [size],
        "The metadata says roughly how many rows there are, `size_categories`.",
      );
      expectSame(
        columnsOf(data.dataset_info),
        features,
        "The metadata names the columns, in `dataset_info`.",
      );
      for (const part of ["description", "limitations"] as const)
        if (!body.includes(facts[part]))
          throw new WrongAnswer(
            `The text of \`${call}\` does not have the ${part}, ${JSON.stringify(facts[part])}.`,
          );
      const sections = body.split(/^(?=## )/m);
      const last = sections.at(-1)?.trim() ?? "";
      if (!last.startsWith("## Missing values\n"))
        throw new WrongAnswer(
          `The last section is called "## Missing values"; here it begins with ${JSON.stringify(last.split("\n")[0])}.`,
        );
      const lines = last
        .split("\n")
        .slice(1)
        .map((line) => line.trim())
        .filter(Boolean);
      expectSame(
        lines,
        missing.length > 0 ? missing : ["None."],
        "Missing values: each column that has some, in order, in percent of the rows, rounded.",
      );
    }
  },
});

function columnsOf(info: unknown): unknown[] {
  const { features = [] } = (Array.isArray(info) ? info[0] : info) ?? {};
  return Array.isArray(features) ? features.map((feature) => feature?.name) : [];
}
