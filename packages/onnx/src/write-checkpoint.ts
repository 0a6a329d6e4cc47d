import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { indexFile, singleFile } from "./checkpoint-index.ts";
import { byteLength, type StoredTensor } from "./stored-tensor.ts";
import { writeAtomically } from "./write-atomically.ts";
import { writeSafetensors } from "./write-safetensors.ts";

type Tensors = ReadonlyMap<string, StoredTensor>;

/**
 * Writes a checkpoint's weights into a folder as Hugging Face's libraries do: `model.safetensors`, or from
 * `maxShardSize` on `model-00001-of-00003.safetensors` and so on with `model.safetensors.index.json`.
 * Weights of an earlier call are removed. Each file is written atomically; to replace a checkpoint that
 * others may read meanwhile, write into a new folder.
 *
 * @param options.maxShardSize bytes of tensors in a file, default 5 GB; a larger tensor has a file of its own
 * @throws SafetensorsError where a tensor's bytes do not fill its shape
 */
export async function writeCheckpoint(
  folder: string,
  tensors: Tensors,
  { maxShardSize = 5e9 }: { maxShardSize?: number } = {},
): Promise<void> {
  const files = name(split(tensors, maxShardSize));
  for (const [file, part] of files) await writeSafetensors(join(folder, file), part);
  if (files.size > 1)
    await writeAtomically(join(folder, indexFile), (file) => file.writeFile(indexText(tensors, files)));
  const written = new Set([...files.keys(), ...(files.size > 1 ? [indexFile] : [])]);
  for (const file of await readdir(folder))
    if (weightsFile.test(file) && !written.has(file)) await rm(join(folder, file));
}

const weightsFile = /^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/;

/** In the order given; a new shard begins where the next tensor would not fit. */
function split(tensors: Tensors, maxShardSize: number): Map<string, StoredTensor>[] {
  let shard = new Map<string, StoredTensor>();
  let size = 0;
  const shards = [shard];
  for (const [name, tensor] of tensors) {
    const bytes = byteLength(tensor);
    if (shard.size > 0 && size + bytes > maxShardSize) {
      shard = new Map();
      shards.push(shard);
      size = 0;
    }
    shard.set(name, tensor);
    size += bytes;
  }
  return shards;
}

function name(shards: readonly Tensors[]): ReadonlyMap<string, Tensors> {
  const digits = (index: number) => String(index).padStart(5, "0");
  return new Map(
    shards.map((shard, i) => [
      shards.length === 1 ? singleFile : `model-${digits(i + 1)}-of-${digits(shards.length)}.safetensors`,
      shard,
    ]),
  );
}

function indexText(tensors: Tensors, files: ReadonlyMap<string, Tensors>): string {
  const total_size = [...tensors.values()].reduce((sum, tensor) => sum + byteLength(tensor), 0);
  const weights = [...files].flatMap(([file, part]) => [...part.keys()].map((name) => [name, file] as const));
  const weight_map = Object.fromEntries(weights.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ metadata: { total_size }, weight_map }, null, 2)}\n`;
}
