import type { ObjectInfo, ObjectReader } from "./object-reader.ts";
import { spawnGit } from "./run-git.ts";

/** A blob of up to so many bytes comes by the process that is there anyway; a larger one has a git of its own. */
const maxSharedBytes = 2 ** 18;

/** The bytes of a blob, read as the reader takes them. */
export function readBlob(
  folder: string,
  objects: ObjectReader,
  blob: ObjectInfo,
): ReadableStream<Uint8Array> {
  return ReadableStream.from(blob.size <= maxSharedBytes ? whole(objects, blob) : parts(folder, blob));
}

async function* whole(objects: ObjectReader, { oid }: ObjectInfo): AsyncGenerator<Uint8Array> {
  const [object] = await objects.contents([oid]);
  if (object === undefined) throw new Error(`the blob was removed while it was being read: ${oid}`);
  if (object.size > 0) yield object.content;
}

async function* parts(folder: string, { oid }: ObjectInfo): AsyncGenerator<Uint8Array> {
  const git = spawnGit(folder, ["cat-file", "blob", oid]);
  git.stdin.end();
  try {
    yield* git.stdout as AsyncIterable<Uint8Array>;
    await git.done;
  } finally {
    git.kill();
  }
}
