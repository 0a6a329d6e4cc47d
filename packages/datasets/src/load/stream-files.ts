import type { Dataset } from "../dataset/dataset.ts";
import type { Row } from "../dataset/row.ts";
import { DataFileError } from "../errors.ts";
import { IterableDataset } from "../stream/iterable-dataset.ts";
import type { Shard } from "../stream/shards.ts";
import type { DataFile } from "./data-files.ts";
import type { LoadPlan } from "./plan-load.ts";
import { streamLines } from "./stream-lines.ts";
import { streamParquet } from "./stream-parquet.ts";

/**
 * Files as a stream, each a shard. Parquet is read by row groups, and json or text by lines, as they come; files of other
 * kinds, in archives or of the Hub are loaded when the stream gets there.
 *
 * @param load how a file is loaded
 */
export function streamFiles(
  plan: LoadPlan,
  files: readonly DataFile[],
  load: (file: DataFile) => Promise<Dataset>,
): IterableDataset {
  return IterableDataset.ofShards(
    files.map((file) => shardOf(plan, file, load)),
    plan.common.features,
  );
}

function shardOf(plan: LoadPlan, file: DataFile, load: (file: DataFile) => Promise<Dataset>): Shard<Row> {
  const { format, common } = plan;
  const options = plan.formatOptions as {
    field?: string;
    sampleBy?: string;
    encoding?: string;
    columns?: readonly string[];
  };
  const isUtf8 = options.encoding === undefined || /^utf-?8$/i.test(options.encoding);
  if (file.kind !== "hub" && !common.features) {
    if (format === "parquet" && /\.parquet$/i.test(file.name))
      return (firstRow) => streamParquet(file, firstRow, { ...common, columns: options.columns });
    const isPlain = /\.(jsonl|ndjson|txt)(\.gz|\.zst)?$/i.test(file.name) && isUtf8;
    if (format === "json" && isPlain && options.field === undefined)
      return (firstRow) => jsonRows(file.name, streamLines(file, common), firstRow);
    if (format === "text" && isPlain && (options.sampleBy ?? "line") === "line")
      return (firstRow) => textRows(streamLines(file, common), firstRow);
  }
  return async function* loaded(firstRow) {
    yield* (await load(file)).skip(firstRow);
  };
}

async function* jsonRows(name: string, lines: AsyncIterable<string>, firstRow: number): AsyncGenerator<Row> {
  let [row, number] = [0, 0];
  for await (const line of lines) {
    number++;
    if (line.trim() === "" || row++ < firstRow) continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new DataFileError(name, `an object of JSON expected, ${(cause as Error).message}`, {
        line: number,
        cause,
      });
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new DataFileError(name, "an object of JSON expected", { line: number });
    yield value as Row;
  }
}

async function* textRows(lines: AsyncIterable<string>, firstRow: number): AsyncGenerator<Row> {
  let row = 0;
  for await (const text of lines) if (row++ >= firstRow) yield { text };
}
