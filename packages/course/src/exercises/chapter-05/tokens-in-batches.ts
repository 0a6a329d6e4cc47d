import { type Dataset, fromRows } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { rowsOf } from "./rows-of.ts";

export type Tokenize = (texts: string[]) => Promise<{ input_ids: number[][] }>;

export type Answer = (dataset: Dataset, tokenize: Tokenize) => Awaitable<Dataset<object>>;

const size = 2300;
const textAt = (i: number) => (i % 7 === 3 ? null : "a bb ccc dddd".slice(0, 1 + (i % 13)).trim());
const table = shared(() => fromRows(Array.from({ length: size }, (_, i) => ({ id: i, text: textAt(i) }))));
const idsOf = (text: string) => [101, ...text.split(" ").map((word) => word.length), 102];

export const tokensInBatches = defineExercise<Answer>({
  id: "5.3.3",
  title: "Tokens in batches",
  prompt: `A tokenizer is fast when it gets many texts at once. Write \`tokens(dataset, tokenize)\` for a dataset with a column
\`text\`: a \`Dataset\` with all its columns and two new ones, \`input_ids\` and \`length\`, the number of ids. \`tokenize(texts)\` takes
a list of texts and gives \`{ input_ids }\`, as a tokenizer does; it must be called with **up to a thousand** texts at a time,
and not more often than that needs (2,300 rows: three calls). A row without a text (\`null\`) stays, with no ids: an empty list
and the length 0. \`tokenize\` takes texts only.

Compare then, with a real tokenizer and \`{ batched: false }\`, how long both take.`,
  hints: [
    "`dataset.map(f, { batched: true })` gives `f` columns of a thousand rows: `async ({ text }) => ({ … })`, where `text` is a list.",
    '`text.map((each) => each ?? "")` gives the tokenizer a text for each row; afterwards the rows without one get `[]`.',
    "The `length`s are `input_ids.map((ids) => ids.length)`, one for each row of the batch.",
  ],
  solution: "notebooks/solutions/05/tokens-in-batches.ts",
  async check(answer) {
    mustBeFunction(answer, "async (dataset, tokenize) => Dataset");
    const calls: number[] = [];
    const tokenize: Tokenize = async (texts) => {
      if (!Array.isArray(texts))
        throw new WrongAnswer(
          `\`tokenize\` takes a list of texts; it was given ${typeof texts === "string" ? "one text" : String(texts)}.`,
        );
      if (!texts.every((text) => typeof text === "string"))
        throw new WrongAnswer("`tokenize` takes texts only; it was given `null`.");
      calls.push(texts.length);
      return { input_ids: texts.map(idsOf) };
    };
    const dataset = (await table()) as Dataset<never>;
    const given = await attempt("answer(dataset, tokenize)", () => answer(dataset, tokenize));
    const rows = await rowsOf(given, "answer(dataset, tokenize)");
    const most = Math.max(...calls);
    if (most > 1000)
      throw new WrongAnswer(
        `\`tokenize\` was given ${most} texts at once, a thousand at most was asked for: a large dataset would not fit into memory.`,
      );
    if (calls.length > 3)
      throw new WrongAnswer(
        `\`tokenize\` was called ${calls.length} times for ${size} rows, three times is enough: use \`{ batched: true }\`, and call it once in each batch.`,
      );
    expectSame(rows.length, size, "Each row stays, also one without a text.");
    for (const [i, row] of rows.entries()) {
      const text = textAt(i);
      const input_ids = text === null ? [] : idsOf(text);
      const why = `Row ${i} has the text ${JSON.stringify(text)}; its columns stay, and \`input_ids\` and their number are added.`;
      expectSame(row, { id: i, text, input_ids, length: input_ids.length }, why);
    }
  },
});
