import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { IntegrityError } from "./errors.ts";

/**
 * Checks what is on the disk against what the Hub announced. An etag of 64 hex digits is the content's sha256; one
 * of 40 is git's id of it, `sha1("blob <size>\0" + content)`; any other says nothing about the content.
 *
 * @throws IntegrityError
 */
export async function verifyFile(
  path: string,
  { file, size, etag }: { file: string; size?: number | undefined; etag: string },
): Promise<void> {
  const { size: actualSize } = await stat(path);
  if (size !== undefined && actualSize !== size) throw new IntegrityError("size", file, size, actualSize);
  const sha256 = /^[0-9a-f]{64}$/.test(etag);
  if (!sha256 && !/^[0-9a-f]{40}$/.test(etag)) return;
  const hash = createHash(sha256 ? "sha256" : "sha1");
  if (!sha256) hash.update(`blob ${actualSize}\0`);
  await pipeline(createReadStream(path), hash);
  const digest = hash.digest("hex");
  if (digest !== etag) throw new IntegrityError(sha256 ? "sha256" : "git-sha1", file, etag, digest);
}
