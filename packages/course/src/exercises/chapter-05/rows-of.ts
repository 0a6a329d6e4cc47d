import type { Dataset, IterableDataset } from "@llm-course/datasets";
import { WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

/** @throws WrongAnswer unless a call gave a `Dataset`; its rows */
export async function rowsOf(given: unknown, call: string): Promise<object[]> {
  const dataset = given as Partial<Dataset> | null | undefined;
  if (typeof dataset?.toRows === "function" && typeof dataset.query === "function") return dataset.toRows();
  throw new WrongAnswer(`\`${call}\` should give a \`Dataset\`; it gives ${show(given)}.`);
}

/** @throws WrongAnswer unless a call gave a stream; its rows, `most` at most */
export async function rowsOfStream(given: unknown, call: string, most: number): Promise<object[]> {
  const stream = given as Partial<IterableDataset> | null | undefined;
  if (typeof stream?.[Symbol.asyncIterator] !== "function" || typeof stream.take !== "function")
    throw new WrongAnswer(`\`${call}\` should give an \`IterableDataset\`; it gives ${show(given)}.`);
  const rows: object[] = [];
  for await (const row of stream.take(most)) rows.push(row as object);
  return rows;
}
