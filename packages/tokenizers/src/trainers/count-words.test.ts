import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBySpaces } from "../../test/trainers/words-by-spaces.ts";
import { ArgumentError } from "../errors.ts";
import { countWords, loadToWords } from "./count-words.ts";
import { countWordsInFiles } from "./count-words-in-files.ts";
import { CorpusEncodingError } from "./errors.ts";

const bySpaces = makeBySpaces("spaces");
const words = {
  module: new URL("../../test/trainers/words-by-spaces.ts", import.meta.url).href,
  name: "makeBySpaces",
  data: "spaces",
};

describe("countWords", () => {
  it("counts words of texts and of batches of texts, from any iterable", async () => {
    const expected = [
      ["a", 3],
      ["b", 1],
      ["c", 1],
    ];
    expect([...(await countWords(["a b", "a c a"], bySpaces))]).toEqual(expected);
    async function* batches() {
      yield ["a b", "a"];
      yield [];
      yield "c a";
    }
    expect([...(await countWords(batches(), bySpaces))]).toEqual(expected);
  });

  it("takes halves of surrogate pairs for U+FFFD", async () => {
    expect([...(await countWords(["\ud800 \udc00 \ufffd"], bySpaces))]).toEqual([["\ufffd", 3]]);
  });

  it("refuses what is no text", async () => {
    await expect(countWords([["a", 3 as unknown as string]], bySpaces)).rejects.toThrow(ArgumentError);
  });

  it("finds no function where there is none", async () => {
    await expect(loadToWords({ ...words, name: "nothing" })).rejects.toThrow(/as export nothing of/);
  });
});

describe("countWordsInFiles", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "count-words-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const file = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  it("keeps the ends of lines, and characters of several bytes across blocks", async () => {
    const line = `${"é😀 ".repeat(40_000)}\n`;
    const path = await file("wide.txt", `\ufeff${line.repeat(12)}last`);
    const counts = await countWordsInFiles([path], bySpaces);
    expect(counts.get("é😀")).toBe(12 * 40_000 - 1);
    expect(counts.get("\ufeffé😀")).toBe(1);
    expect(counts.get("\n")).toBe(12);
    expect(counts.get("last")).toBe(1);
  });

  it("counts the same in the same order on two threads", async () => {
    let state = 3;
    const next = () => {
      state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff;
      return `w${Math.floor(300_000 * (state / 0x7fffffff) ** 2)}`;
    };
    const lines = Array.from({ length: 30_000 }, () => Array.from({ length: 12 }, next).join(" "));
    const files = [
      await file("a.txt", lines.slice(0, 20_000).join("\n")),
      await file("empty.txt", ""),
      await file("b.txt", lines.slice(20_000).join("\n")),
    ];
    const one = await countWordsInFiles(files, words, { threads: 1 });
    const reports: number[] = [];
    const two = await countWordsInFiles(files, words, {
      threads: 2,
      onProgress: ({ done, total }) => reports.push(done / total),
    });
    expect([...two]).toEqual([...one]);
    expect(reports[0]).toBe(0);
    expect(reports.at(-1)).toBe(1);
    expect(reports.toSorted((a, b) => a - b)).toEqual(reports);
  });

  it("passes on what goes wrong", async () => {
    const latin = await file("latin.txt", Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
    await expect(countWordsInFiles([latin], bySpaces)).rejects.toThrow(CorpusEncodingError);
    const cut = await file("cut.txt", Uint8Array.of(0x61, 0x0a, 0xc3));
    await expect(countWordsInFiles([cut], bySpaces)).rejects.toThrow(CorpusEncodingError);
    await expect(countWordsInFiles([join(folder, "none")], bySpaces)).rejects.toThrow("ENOENT");
    const failing = { ...words, data: "nothing" };
    await expect(countWordsInFiles([latin], failing, { threads: 2 })).rejects.toThrow("made with nothing");
  });
});
