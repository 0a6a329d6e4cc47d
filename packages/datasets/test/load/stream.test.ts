import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  DataFileError,
  DownloadError,
  fromRows,
  type IterableDataset,
  loadDataset,
  SplitError,
} from "../../src/index.ts";
import { rejection, workspace } from "./workspace.ts";

const space = workspace();
const files = new Map<string, Uint8Array>();
let [sent, takesRanges] = [0, true];
const server = createServer((request, response) => {
  const bytes = files.get(request.url ?? "");
  if (!bytes) return response.writeHead(404).end();
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  if (!range || !takesRanges) {
    response.writeHead(200, { "content-length": bytes.length });
    // In parts, so that a reader that stops is seen to stop.
    let at = 0;
    const more = () => {
      while (at < bytes.length) {
        const part = bytes.subarray(at, at + 65_536);
        [at, sent] = [at + part.length, sent + part.length];
        if (!response.write(part)) return response.once("drain", more);
      }
      return response.end();
    };
    return more();
  }
  const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
  sent += part.length;
  return response
    .writeHead(206, { "content-range": `bytes ${range[1]}-${range[2]}/${bytes.length}` })
    .end(part);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const options = { allowPrivateHosts: true, split: "train", streaming: true } as const;
const upTo = (end: number) => Array.from({ length: end }, (_, i) => i);

async function take<R extends object>(
  stream: IterableDataset<R>,
  count = Number.POSITIVE_INFINITY,
): Promise<R[]> {
  const rows: R[] = [];
  for await (const row of stream) if (rows.push(row) >= count) break;
  return rows;
}

describe("streaming", () => {
  it("reads lines of json as they come, and stops when the reader does", async () => {
    const text = upTo(200_000)
      .map((n) => JSON.stringify({ n, text: "x".repeat(50) }))
      .join("\n");
    files.set("/rows.jsonl", Buffer.from(text));
    sent = 0;
    const stream = await loadDataset<{ n: number }>(`${base}/rows.jsonl`, options);
    expect(sent).toBe(0);
    expect((await take(stream, 10)).map(({ n }) => n)).toEqual(upTo(10));
    expect(sent).toBeLessThan(text.length / 2);
  });

  it.each([
    [".jsonl", (text: string) => Buffer.from(text)],
    [".jsonl.gz", (text: string) => gzipSync(text)],
    [".jsonl.zst", (text: string) => zstdCompressSync(text)],
  ])("reads %s from here and from afar", async (extension, pack) => {
    const bytes = pack('\uFEFF{"a":1,"b":[null]}\r\n\n{"a":2,"b":["ö"]}\n');
    files.set(`/some${extension}`, bytes);
    const rows = [
      { a: 1, b: [null] },
      { a: 2, b: ["ö"] },
    ];
    expect(await take(await loadDataset(`${base}/some${extension}`, options))).toEqual(rows);
    expect(await take(await loadDataset(await space.file(`some${extension}`, bytes), options))).toEqual(rows);
  });

  it("reads only the row groups of parquet that are asked for", async () => {
    const dataset = await fromRows(
      upTo(50_000).map((n) => ({ n, text: `${n} ${Math.sin(n)}`, list: [n, n + 1] })),
    );
    const path = join(space.path, "rows.parquet");
    await dataset.toParquet(path);
    files.set("/rows.parquet", readFileSync(path));
    sent = 0;
    const stream = await loadDataset<{ n: number }>(`${base}/rows.parquet`, options);
    const [first] = await take(stream, 1);
    expect(first).toEqual({ n: 0, text: "0 0", list: [0, 1] });
    expect(sent).toBeLessThan((files.get("/rows.parquet")?.length ?? 0) / 3);
    expect((await take(stream.skip(45_000))).map(({ n }) => n)).toEqual(upTo(50_000).slice(45_000));
    // From where it stopped, without what was before.
    const stopped = await loadDataset<{ n: number }>(path, options);
    await take(stopped, 12_345);
    const resumed = await loadDataset<{ n: number }>(path, options);
    resumed.loadStateDict(stopped.stateDict());
    expect((await take(resumed, 1))[0]?.n).toBe(12_345);
  });

  it("loads files of other kinds one by one, and has a stream for each split", async () => {
    const folder = join(space.path, "folder");
    await space.file("folder/train-0.csv", "a,b\n1,x\n");
    await space.file("folder/train-1.csv", "a,b\n2,y\n");
    await space.file("folder/test.csv", "a,b\n3,z\n");
    const streams = await loadDataset(folder, { streaming: true });
    expect([...streams.keys()].sort()).toEqual(["test", "train"]);
    const train = streams.get("train") as IterableDataset;
    expect(train.numShards).toBe(2);
    expect(await take(train)).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    const text = await loadDataset(await space.file("lines.txt", "one\ntwo\n"), options);
    expect(await take(text)).toEqual([{ text: "one" }, { text: "two" }]);
  });

  it("says what is wrong where it is met", async () => {
    const broken = await loadDataset(await space.file("broken.jsonl", '{"a":1}\n\n{"a":\n'), options);
    expect(await take(broken, 1)).toEqual([{ a: 1 }]);
    const error = await rejection(take(broken));
    expect(error).toBeInstanceOf(DataFileError);
    expect(error.message).toMatch(/^line 3: an object of JSON expected, .*broken\.jsonl$/);
    const list = await loadDataset(await space.file("list.jsonl", "[1]\n"), options);
    expect((await rejection(take(list))).message).toMatch(/^line 1: an object/);
    const noParquet = await loadDataset(await space.file("no.parquet", "PAR1 it is not"), options);
    expect(await rejection(take(noParquet))).toBeInstanceOf(DataFileError);
    const cut = gzipSync(JSON.stringify({ a: "x".repeat(1000) })).subarray(0, 30);
    const packed = await loadDataset(await space.file("cut.jsonl.gz", cut), options);
    const unfinished = await rejection(take(packed));
    expect(unfinished).toBeInstanceOf(DataFileError);
    expect(unfinished.message).toMatch(/a whole file expected.*cut\.jsonl\.gz$/);
    const missing = await loadDataset(`${base}/missing.jsonl`, options);
    expect(await rejection(take(missing))).toBeInstanceOf(DownloadError);
    const inside = await loadDataset(`${base}/rows.jsonl`, { ...options, allowPrivateHosts: false });
    expect((await rejection(take(inside))).message).toMatch(/a public address expected/);
    expect(
      await rejection(loadDataset(`${base}/rows.jsonl`, { ...options, split: "train[:10%]" })),
    ).toBeInstanceOf(SplitError);
    takesRanges = false;
    const whole = await loadDataset(`${base}/rows.parquet`, options);
    expect((await rejection(take(whole))).message).toMatch(/a server that sends parts of files expected/);
    takesRanges = true;
  });

  it("stops at files that unpack to too much, or are larger than they may be", async () => {
    const bomb = await space.file("bomb.jsonl.gz", gzipSync(" ".repeat(3_000_000)));
    const small = { ...options, maxUnpackedBytes: 1_000_000 };
    expect((await rejection(take(await loadDataset(bomb, small)))).message).toMatch(
      /no more than 1000000 bytes expected/,
    );
    const line = `${JSON.stringify({ text: "x".repeat(100) })}\n`;
    files.set("/large.jsonl", Buffer.from(line.repeat(5000)));
    const stream = await loadDataset(`${base}/large.jsonl`, { ...options, maxDownloadBytes: 100_000 });
    const error = await rejection(take(stream));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error.message).toMatch(/no more than 100000 bytes expected/);
    const whole = await loadDataset(`${base}/large.jsonl`, { ...options, maxDownloadBytes: 1_000_000 });
    expect(await take(whole)).toHaveLength(5000);

    const size = files.get("/rows.parquet")?.length ?? 0;
    const parquet = (maxDownloadBytes: number) =>
      loadDataset<{ n: number }>(`${base}/rows.parquet`, { ...options, maxDownloadBytes });
    const begun = await parquet(size / 2);
    expect(await take(begun, 1)).toHaveLength(1);
    const tooMuch = await rejection(take(begun));
    expect(tooMuch).toBeInstanceOf(DownloadError);
    expect(tooMuch.message).toMatch(/no more than [\d.]+ bytes expected, raise maxDownloadBytes/);
    expect(await take(await parquet(2 * size))).toHaveLength(50_000);
  });
});
