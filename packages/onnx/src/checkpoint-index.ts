import { posix, win32 } from "node:path";
import { z } from "zod";
import { CheckpointIndexError } from "./errors.ts";

/** The weights of a checkpoint in one file. */
export const singleFile = "model.safetensors";
/** Which of several files holds which tensor. */
export const indexFile = "model.safetensors.index.json";

/** A name of a file in the index's own folder: an index from elsewhere must not open other files. */
const shardName = z
  .string()
  .regex(/.\.safetensors$/, "expected a .safetensors file")
  .refine((name) => posix.basename(name) === name && win32.basename(name) === name, {
    error: "expected a file of the same folder",
  });
const indexSchema = z.object({ weight_map: z.record(z.string(), shardName) });

/**
 * Parses an index of shards: the tensors of each shard by its file name. The sizes in its metadata are not
 * compared with the files, since published ones are often wrong.
 *
 * @throws CheckpointIndexError where it is no JSON, lacks the map, or names a file outside the folder
 */
export function parseCheckpointIndex(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const result = indexSchema.safeParse(parseJson(text), { reportInput: true });
  if (!result.success) throw new CheckpointIndexError(`invalid ${indexFile}: ${problems(result.error)}`);
  const shards = new Map<string, Set<string>>();
  for (const [tensor, shard] of Object.entries(result.data.weight_map)) {
    const tensors = shards.get(shard);
    if (tensors) tensors.add(tensor);
    else shards.set(shard, new Set([tensor]));
  }
  return shards;
}

function problems({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message, input }) => `${path.join(" ")}: ${message}, given ${JSON.stringify(input)}`)
    .join("; ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckpointIndexError(`invalid ${indexFile}, expected JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
