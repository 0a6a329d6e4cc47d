import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { brownSentences } from "./brown-sentences.ts";
import { plainText } from "./plain-text.ts";

/** The path of a file in `datasets/`: data that was written for this project. */
export function writtenFile(dataset: string, file: string): string {
  return fileURLToPath(new URL(`../../../../datasets/${dataset}/${file}`, import.meta.url));
}

/**
 * The rows of a file of JSON lines in `datasets/`. Rows that name a sentence of the Brown corpus instead of holding a text get
 * it under `text`.
 *
 * @throws ZodError for a row of another form
 */
export async function writtenRows<Row>(
  dataset: string,
  file: string,
  schema: z.ZodType<Row>,
): Promise<Row[]> {
  const lines = (await readFile(writtenFile(dataset, file), "utf8")).split("\n").filter(Boolean);
  const rows = lines.map((line) => z.looseObject({ id: z.string().optional() }).parse(JSON.parse(line)));
  if (!rows.some(({ id, text }) => id !== undefined && text === undefined && brownId.test(id)))
    return rows.map((row) => schema.parse(row));
  const texts = new Map((await brownSentences()).map(({ id, words }) => [id, plainText(words)]));
  return rows.map((row) => schema.parse({ ...row, text: texts.get(row.id ?? "") }));
}

const brownId = /^c[a-r]\d\d:\d+$/;
