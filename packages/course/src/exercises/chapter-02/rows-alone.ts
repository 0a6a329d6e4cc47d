import { isDeepStrictEqual } from "node:util";
import type { EncoderInputs, EncoderOutput } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";

type Model = (inputs: EncoderInputs) => Promise<EncoderOutput>;
export type RowsAlone = (model: Model, ids: number[], copies: number) => Promise<boolean>;

const ids = [101, 1996, 11_350, 2001, 3147, 102];
const alone = [-3.25, 2.5, 0.75];

/** What models answer for the rows of a batch of three, and whether those are what the text gets alone. */
const batches: readonly { rows: readonly (readonly number[])[]; same: boolean; why: string }[] = [
  { rows: [alone, alone, alone], same: true, why: "all rows are those that the text gets alone" },
  {
    rows: [alone.map((x) => x + 3e-6), alone, alone.map((x) => x - 3e-6)],
    same: true,
    why: "they differ by 0.000003 only, which is rounding",
  },
  { rows: [alone, alone, [-3.25, 2.5, 0.5]], same: false, why: "the last row has another third logit" },
  { rows: [[-3.25, 2.25, 0.75], alone, alone], same: false, why: "the first row has another second logit" },
  {
    rows: [[1, 2, 3], [1, 2, 3], [1, 2, 3]], // biome-ignore format: rows
    same: false,
    why: "the rows are alike, but not what the text gets alone",
  },
  {
    rows: [[-3.25, 2.5, 0.749], alone, alone],
    same: false,
    why: "a logit differs by 0.001, more than rounding does",
  },
];

export const rowsAlone = defineExercise<RowsAlone>({
  id: "2.5.1",
  title: "Do rows see each other",
  prompt: `
The same text several times in a batch: does each row get the logits that the text gets alone? Write a function
\`async (model, ids, copies) => …\` that finds it out for any model.

\`model\` is called as in this section and gives \`logits\` [batch, labels]; \`ids\` are those of one text. The function gives \`true\` if in
**one** batch with \`copies\` rows of \`ids\` every logit is, but for rounding (up to 0.0001), the one that a batch of \`ids\` alone
gives, and else \`false\`.`,
  hints: [
    "Two calls: `model({ input_ids: [ids] })`, and `model({ input_ids: new Array(copies).fill(ids) })`.",
    "`logits.tolist()` is a list of rows. Each row of the batch is compared with the only row of the single one.",
    "`rows.every((row) => row.every((value, i) => Math.abs(value - alone[i]) < 1e-4))`.",
  ],
  solution: "notebooks/solutions/02/rows-alone.ts",
  async check(answer) {
    mustBeFunction(answer, "async (model, ids, copies) => …");
    for (const { rows, same, why } of batches) {
      const asked: number[] = [];
      const call = `answer(model, [${ids}], ${rows.length})`;
      const found: unknown = await attempt(call, () => answer(standIn(rows, asked), [...ids], rows.length));
      if (!asked.includes(rows.length))
        throw new WrongAnswer(
          `\`${call}\` asked \`model\` for batches of ${asked.join(", ") || "nothing"}; there should be one with ${rows.length} rows.`,
        );
      if (typeof found !== "boolean")
        throw new WrongAnswer(
          `\`${call}\` should give true or false; it gave a value of type ${typeof found}.`,
        );
      if (found === same) continue;
      const single = asked.includes(1) ? "" : " It never asked for the text alone.";
      throw new WrongAnswer(
        `\`${call}\` gave ${found} where ${why}.${single} Compare every logit of every row.`,
      );
    }
  },
});

/** A model whose answer for a batch of several is known. */
function standIn(rows: readonly (readonly number[])[], asked: number[]): Model {
  const model = async ({ input_ids }: { input_ids: unknown }) => {
    if (!Array.isArray(input_ids) || !input_ids.every(Array.isArray))
      throw new TypeError(
        "input_ids: expected to have the shape [batch, sequence], put the single row into a list, [row]",
      );
    if (!input_ids.every((row) => isDeepStrictEqual(row, ids)))
      throw new WrongAnswer("`model` was asked about other ids than those of the text.");
    asked.push(input_ids.length);
    const batch = input_ids.length === 1 ? [alone] : rows.slice(0, input_ids.length);
    return {
      logits: {
        ...{ type: "float32", dims: [batch.length, alone.length], data: Float32Array.from(batch.flat()) },
        tolist: () => batch.map((row) => [...row]),
      },
    };
  };
  return model as never;
}
