import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { ObjectInfo, ObjectReader } from "./object-reader.ts";
import { spawnGit } from "./run-git.ts";

/** A blob of up to so many bytes comes by the process that is there anyway; a larger one has a git of its own. */
const maxSharedBytes = 2 ** 18;

export async function readBlob(
  folder: string,
  objects: ObjectReader,
  { oid, size }: ObjectInfo,
): Promise<ReadableStream<Uint8Array>> {
  if (size <= maxSharedBytes) {
    const [object] = await objects.contents([oid]);
    return new Blob(object ? [new Uint8Array(object.content)] : []).stream();
  }
  const git = spawnGit(folder, ["cat-file", "blob", oid]);
  git.stdin.end();
  async function* bytes() {
    try {
      yield* git.stdout as AsyncIterable<Uint8Array>;
      await git.done;
    } finally {
      git.kill();
    }
  }
  return Readable.toWeb(
    Readable.from(bytes(), { objectMode: false }),
  ) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>;
}
