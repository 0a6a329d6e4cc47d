import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { indexFile, parseCheckpointIndex, singleFile } from "./checkpoint-index.ts";
import { MissingCheckpointError, MissingShardError, ShardMismatchError } from "./errors.ts";
import { readSafetensors, type Safetensors } from "./read-safetensors.ts";
import type { StoredTensor } from "./stored-tensor.ts";

/**
 * Opens the weights of a checkpoint's folder: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` lists, as one. As with a single file, tensors are read on demand.
 *
 * @throws MissingCheckpointError where the folder holds neither
 * @throws CheckpointIndexError where the index is none
 * @throws MissingShardError where a file of the index is missing
 * @throws ShardMismatchError where a file holds other tensors than the index says
 * @throws SafetensorsError where a file breaks the format
 */
export async function readCheckpoint(folder: string): Promise<Safetensors> {
  const single = await ifThere(readSafetensors(join(folder, singleFile)));
  if (single) return single;
  const index = await ifThere(readFile(join(folder, indexFile), "utf8"));
  if (index === undefined) throw new MissingCheckpointError(folder, [singleFile, indexFile]);
  return openShards(folder, parseCheckpointIndex(index));
}

async function openShards(
  folder: string,
  shards: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Safetensors> {
  const files: Safetensors[] = [];
  const close = async () => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    const tensors = new Map<string, StoredTensor>();
    for (const [shard, expected] of shards) {
      const file = await openShard(folder, shard);
      files.push(file);
      checkShard(shard, expected, new Set(file.tensors.keys()));
      for (const [name, tensor] of file.tensors) tensors.set(name, tensor);
    }
    return { metadata: files[0]?.metadata ?? {}, tensors, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openShard(folder: string, shard: string): Promise<Safetensors> {
  try {
    return await readSafetensors(join(folder, shard));
  } catch (error) {
    if (isMissing(error)) throw new MissingShardError(shard, folder, error);
    throw error;
  }
}

function checkShard(shard: string, expected: ReadonlySet<string>, given: ReadonlySet<string>): void {
  const missing = expected.difference(given);
  const unexpected = given.difference(expected);
  if (missing.size + unexpected.size > 0) throw new ShardMismatchError(shard, [...missing], [...unexpected]);
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
