import type { WrongAnswerCase } from "../define-exercise.ts";
import type { RowsAlone } from "./rows-alone.ts";

type Model = Parameters<RowsAlone>[0];
const logits = async (model: Model, input_ids: number[][]) =>
  (await model({ input_ids })).logits?.tolist() as number[][];
const compared =
  (same: (rows: number[][], alone: number[]) => unknown): RowsAlone =>
  async (model, ids, copies) => {
    const [alone = []] = await logits(model, [ids]);
    return same(await logits(model, new Array(copies).fill(ids)), alone) as boolean;
  };
const near = (a: readonly number[] = [], b: readonly number[] = [], tolerance = 1e-4) =>
  a.every((value, i) => Math.abs(value - (b[i] ?? 0)) < tolerance);
const argmax = (row: readonly number[]) => row.indexOf(Math.max(...row));

export const wrong: WrongAnswerCase<RowsAlone>[] = [
  { name: "true", answer: true, says: /a function/ },
  {
    name: "always true",
    answer: compared(() => true),
    says: /gave true where the last row has another third/,
  },
  { name: "always false", answer: compared(() => false), says: /gave false where all rows/ },
  {
    name: "the other way round",
    answer: compared((rows, alone) => !rows.every((row) => near(row, alone))),
    says: /gave false where all rows/,
  },
  {
    name: "equal to the last bit",
    answer: compared((rows, alone) => rows.every((row) => row.every((x, i) => x === alone[i]))),
    says: /which is rounding/,
  },
  {
    name: "the first row alone",
    answer: compared((rows, alone) => near(rows[0], alone)),
    says: /last row has another/,
  },
  {
    name: "the last row alone",
    answer: compared((rows, alone) => near(rows.at(-1), alone)),
    says: /first row has another/,
  },
  {
    name: "the first logit alone",
    answer: compared((rows, alone) => rows.every((row) => near(row.slice(0, 1), alone))),
    says: /another third logit/,
  },
  {
    name: "two logits",
    answer: compared((rows, alone) => rows.every((row) => near(row.slice(0, 2), alone))),
    says: /another third logit/,
  },
  {
    name: "some row",
    answer: compared((rows, alone) => rows.some((row) => near(row, alone))),
    says: /last row has another/,
  },
  {
    name: "the label alone",
    answer: compared((rows, alone) => rows.every((row) => argmax(row) === argmax(alone))),
    says: /another third logit/,
  },
  {
    name: "a tolerance that is too large",
    answer: compared((rows, alone) => rows.every((row) => near(row, alone, 0.01))),
    says: /differs by 0\.001/,
  },
  {
    name: "rows among themselves",
    answer: async (model, ids, copies) => {
      const rows = await logits(model, new Array(copies).fill(ids));
      return rows.every((row) => near(row, rows[0]));
    },
    says: /alike, but not what the text gets alone\. It never asked/,
  },
  {
    name: "one call after the other instead of a batch",
    answer: async (model, ids, copies) => {
      const rows: number[][] = [];
      for (let i = 0; i < copies; i++) rows.push(...(await logits(model, [ids])));
      return rows.every((row) => near(row, rows[0]));
    },
    says: /batches of 1, 1, 1; there should be one with 3/,
  },
  {
    name: "no batch axis",
    answer: async (model, ids) => (await logits(model, ids as never)).length > 0,
    says: /stopped with TypeError: input_ids: expected.*\[batch, sequence\]/,
  },
  {
    name: "always two copies",
    answer: async (model, ids) => {
      const [alone] = await logits(model, [ids]);
      return (await logits(model, [ids, ids])).every((row) => near(row, alone));
    },
    says: /batches of 1, 2; there should be one with 3/,
  },
  {
    name: "the ids joined to one row",
    answer: async (model, ids, copies) =>
      (await logits(model, [new Array(copies).fill(ids).flat()])).length === 1,
    says: /other ids/,
  },
  {
    name: "the rows instead of true or false",
    answer: compared((rows) => rows),
    says: /should give true or false/,
  },
  {
    name: "the difference",
    answer: compared((rows, alone) =>
      Math.max(...rows.flatMap((row) => row.map((x, i) => Math.abs(x - (alone[i] ?? 0))))),
    ),
    says: /should give true or false.*number/,
  },
];
