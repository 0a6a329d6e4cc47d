import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { arrowBatches } from "./arrow-batches.ts";
import { arrowSchema } from "./arrow-schema.ts";
import { ArrowWriter } from "./arrow-writer.ts";

/**
 * Writes the rows of a dataset to Arrow files of up to so many bytes, and gives their names and bytes. Files get their names
 * when it is known how many there are.
 */
export async function writeShards(dataset: DatasetReader<object>, folder: string, maxShardSize: number) {
  const schema = arrowSchema(dataset.features);
  const temporary: string[] = [];
  let bytes = 0;
  const begin = () => {
    const path = join(folder, `shard-${temporary.length}`);
    temporary.push(path);
    return ArrowWriter.create(path, schema);
  };
  let writer = await begin();
  try {
    for await (const batch of arrowBatches(dataset.view)) {
      if (writer.bytes >= maxShardSize) {
        await writer.finish();
        bytes += writer.bytes;
        await writer[Symbol.asyncDispose]();
        writer = await begin();
      }
      await writer.write(batch);
    }
    await writer.finish();
    bytes += writer.bytes;
  } finally {
    await writer[Symbol.asyncDispose]();
  }
  const number = (i: number) => String(i).padStart(5, "0");
  const files = temporary.map((_, i) => `data-${number(i)}-of-${number(temporary.length)}.arrow`);
  for (const [i, path] of temporary.entries()) await rename(path, join(folder, files[i] as string));
  return { files, bytes };
}
