import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isBinary } from "../../api/preupload-routes.ts";
import { readAttributes } from "../../service/commit-files.ts";
import { isLfsPath } from "../../service/git-attributes.ts";
import type { HubService } from "../../service/hub-service.ts";
import { lfsThreshold } from "../../service/lfs-threshold.ts";
import type { FileOperation } from "../../store/types.ts";
import type { OpenRepo } from "../repo/open-repo.ts";

/** Bytes of a file that are looked at to tell text from what is none. */
const sampleBytes = 512;

/**
 * Takes a file in for a commit: text below 10 MB goes into git, everything else becomes an LFS object. Its bytes go
 * through a file beside the objects, since neither its size nor its sha256 is known before the end.
 */
export async function storeUpload(
  service: HubService,
  { record, repository }: OpenRepo,
  { path, content, commit }: { path: string; content: Readable; commit: string | undefined },
): Promise<FileOperation> {
  const isLfs = isLfsPath(await readAttributes(repository, commit));
  const folder = join(service.blobs.folder, "incoming");
  const temporary = join(folder, `form.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const hash = createHash("sha256");
  let size = 0;
  let sample = Buffer.alloc(0);
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      if (sample.length < sampleBytes) sample = Buffer.concat([sample, chunk]).subarray(0, sampleBytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(content, measure, createWriteStream(temporary, { flags: "wx" }));
    if (size < lfsThreshold && !isLfs(path) && !isBinary(sample))
      return { kind: "add", path, content: await readFile(temporary) };
    const oid = hash.digest("hex");
    if (!(await service.blobs.has(oid)))
      await service.blobs.write(
        oid,
        size,
        Readable.toWeb(createReadStream(temporary)) as ReadableStream<Uint8Array>,
      );
    await service.linkObject(record.type, record.id, oid);
    return { kind: "addLfs", path, oid, size };
  } finally {
    await rm(temporary, { force: true });
  }
}
