import { createWriteStream, openAsBlob } from "node:fs";
import { copyFile, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { createRepo, deleteRepo, downloadFile, uploadFile } from "@huggingface/hub";
import { hubInChild } from "./hub-in-child.ts";

// Fewer only to try the bench itself.
const bytes = Number(process.env.HUB_BENCH_BYTES ?? 2 * 2 ** 30);
const repo = "ada/large";
const path = "weights.bin";

const rate = (began: number) => bytes / 1e6 / ((performance.now() - began) / 1000);

let made = 0;

/** A file of the bench's size that differs from all before, so that no Hub has it yet. */
async function madeFile(folder: string): Promise<string> {
  const file = join(folder, path);
  await using handle = await open(file, made === 0 ? "w" : "r+");
  const piece = new Uint8Array(2 ** 20);
  for (let at = 0; at < (made === 0 ? bytes : 1); at += piece.length) {
    new DataView(piece.buffer).setUint32(0, at / piece.length);
    piece.fill((at / piece.length) % 251, 4);
    await handle.write(piece, 0, Math.min(piece.length, bytes - at), at);
  }
  await handle.write(`file ${++made} of ${process.pid}`, 0);
  await handle.sync();
  return file;
}

/** MB/s of an upload by the official client, from its first look at the file to the commit. */
export async function upload(): Promise<number> {
  const { access, folder } = await hubInChild();
  const content = await openAsBlob(await madeFile(folder));
  await deleteRepo({ repo, ...access }).catch(() => undefined);
  await createRepo({ repo, ...access });
  const began = performance.now();
  await uploadFile({ repo, ...access, file: { path, content } });
  return rate(began);
}

/** MB/s of a download to a file that is on the disk at the end. */
export async function download(): Promise<number> {
  const { access, folder } = await hubInChild();
  if (made === 0) await upload();
  const target = join(folder, "downloaded.bin");
  const began = performance.now();
  const blob = await downloadFile({ repo, path, ...access });
  if (!blob) throw new Error(`the Hub has no such file: ${path}`);
  const source = Readable.fromWeb(blob.stream() as NodeReadableStream<Uint8Array>);
  await pipeline(source, createWriteStream(target, { flush: true }));
  const reached = rate(began);
  if ((await stat(target)).size !== bytes) throw new Error("the download is not whole");
  await rm(target);
  return reached;
}

/** MB/s of a plain copy that is on the disk at the end: what an upload or a download cannot beat. */
export async function copy(): Promise<number> {
  const { folder } = await hubInChild();
  const file = await madeFile(folder);
  const began = performance.now();
  await copyFile(file, `${file}.copy`);
  await using handle = await open(`${file}.copy`, "r+");
  await handle.sync();
  const reached = rate(began);
  await rm(`${file}.copy`);
  return reached;
}

/** MB of memory that the Hub's process had at most, in an upload and a download. */
export async function serverMemory(): Promise<number> {
  await upload();
  await download();
  return (await hubInChild()).peakMb();
}
