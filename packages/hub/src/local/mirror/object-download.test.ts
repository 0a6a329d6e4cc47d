import { appendFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { ObjectDownload } from "./object-download.ts";

/** A download whose steps the test makes. */
async function download(size: number) {
  const folder = await temporaryFolder();
  const path = join(folder.path, "object");
  await writeFile(path, "");
  const end = Promise.withResolvers<void>();
  let report: (loaded: number) => void = () => {};
  const running = new ObjectDownload(path, size, (told) => {
    report = told;
    return end.promise;
  });
  let given = "";
  const reader = (async () => {
    for await (const chunk of running.read({ start: 0, end: size }, () => wholeFrom(given.length)))
      given += Buffer.from(chunk).toString();
    return given;
  })();
  reader.catch(() => {});
  async function* wholeFrom(start: number) {
    yield Buffer.from("0123456789".slice(start));
  }
  return {
    ...{ path, end, reader, report: (loaded: number) => report(loaded), given: () => given },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("bytes are given as they come, the last one when all were checked", async () => {
  await using it = await download(10);
  await appendFile(it.path, "0123");
  it.report(4);
  await expect.poll(it.given).toBe("0123");
  await appendFile(it.path, "456789");
  it.report(10);
  await expect.poll(it.given).toBe("012345678");
  await rename(it.path, `${it.path}.done`);
  it.end.resolve();
  expect(await it.reader).toBe("0123456789");
});

test("who has read bytes that were thrown away gets no more, nor who waits for a download that fails", async () => {
  await using it = await download(10);
  await appendFile(it.path, "wrong");
  it.report(5);
  await expect.poll(it.given).toBe("wrong");
  await truncate(it.path);
  it.report(0);
  await expect(it.reader).rejects.toThrow("began anew");
  await using other = await download(10);
  other.end.reject(new Error("no network"));
  await expect(other.reader).rejects.toThrow("no network");
});
