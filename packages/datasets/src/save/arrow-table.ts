import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import * as arrow from "apache-arrow";
import { run } from "../engine/query.ts";
import { identifier, literal } from "../engine/sql.ts";
import { DataFileError, DatasetError } from "../errors.ts";
import { featuresOfInfo } from "../load/builders/features-of-info.ts";
import type { LocalFile } from "../load/local-file.ts";
import type { FeatureMap } from "../table/source.ts";
import type { TableFile } from "../table/table.ts";
import { parquetOptions, TableWriter } from "../table/table-writer.ts";
import { decodeArrow } from "./arrow-decode.ts";
import { featureOfArrow } from "./arrow-schema.ts";
import { fromWire, wireFeature } from "./wire.ts";

interface Written {
  readonly files: readonly TableFile[];
  readonly features: FeatureMap;
}

/**
 * Writes the rows of Arrow files, of the stream or the file format, to a folder as a table of parquet, batch by batch.
 *
 * @param given types in place of those that the files say
 * @throws DataFileError for files that are broken, or of other columns than the first
 */
export async function tableOfArrow(
  files: readonly LocalFile[],
  folder: string,
  given: FeatureMap = new Map(),
): Promise<Written> {
  let features: FeatureMap | undefined;
  let writer: TableWriter | undefined;
  for (const file of files) {
    await reading(file, async (reader) => {
      const found = featuresOfSchema(reader.schema, file.name);
      const names = [...found.keys()].join(", ");
      features ??= new Map(Array.from(found, ([name, feature]) => [name, given.get(name) ?? feature]));
      const expected = [...features.keys()].join(", ");
      if (names !== expected)
        throw new DataFileError(file.name, `the columns ${expected} expected, found ${names}`);
      const wire = new Map(Array.from(features, ([name, feature]) => [name, wireFeature(feature)]));
      writer ??= new TableWriter(folder, wire, "wire");
      await writer.append(new Map(Array.from(wire.keys(), (name) => [name, []])));
      for await (const batch of reader)
        await writer.append(
          new Map(
            batch.schema.fields.map(({ name }, i) => [
              name,
              decodeArrow(batch.data.children[i] as arrow.Data),
            ]),
          ),
        );
    });
  }
  if (!features || !writer) return { files: [], features: new Map() };
  return fromWireFiles((await writer.finish()).files, folder, features);
}

async function reading(
  file: LocalFile,
  read: (reader: arrow.RecordBatchReader) => Promise<void>,
): Promise<void> {
  try {
    if (await isFileFormat(file.path)) {
      await using handle = await open(file.path);
      const reader = await arrow.RecordBatchReader.from(handle);
      await reader.open();
      await read(reader);
    } else {
      const reader = await arrow.RecordBatchReader.from(createReadStream(file.path));
      await reader.open();
      if (!reader.schema) throw new Error("it has no schema");
      await read(reader);
    }
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataFileError(
      file.name,
      `a complete Arrow file expected (${message.split("\n")[0]}); write it anew`,
      {
        cause,
      },
    );
  }
}

async function isFileFormat(path: string): Promise<boolean> {
  await using handle = await open(path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(6), 0, 6, 0);
  return buffer.subarray(0, bytesRead).toString("latin1") === "ARROW1";
}

function featuresOfSchema(schema: arrow.Schema, file: string): FeatureMap {
  const note = schema.metadata.get("huggingface");
  const noted: FeatureMap = note === undefined ? new Map() : featuresOfInfo(note, file);
  return new Map(
    schema.fields.map(({ name, type }) => [
      name,
      noted.get(name) ?? featureOfArrow(type, `column "${name}"`),
    ]),
  );
}

/** Files of integers become files of what they stand for. */
async function fromWireFiles(
  files: readonly TableFile[],
  folder: string,
  features: FeatureMap,
): Promise<Written> {
  const columns = Array.from(features, ([name, feature]) => [
    identifier(name),
    fromWire(identifier(name), feature),
  ]);
  const changed = columns.filter(([column, expression]) => column !== expression);
  if (changed.length === 0) return { files, features };
  const paths = files.map(({ path }) => literal(path)).join(", ");
  const path = join(folder, "part-00000.parquet");
  const replaced = changed.map(([column, expression]) => `${expression} AS ${column}`).join(", ");
  await run(
    `COPY (SELECT * REPLACE (${replaced}) FROM read_parquet([${paths}])) TO ${literal(path)} (${parquetOptions})`,
  );
  for (const file of files) await rm(file.path);
  return { files: [{ path, numRows: files.reduce((sum, { numRows }) => sum + numRows, 0) }], features };
}
