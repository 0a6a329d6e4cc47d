import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFile, encodingName } from "./text-encoding.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "encoding-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function decoded(bytes: Uint8Array, encoding: string): Promise<string> {
  const path = join(folder, "text");
  await writeFile(path, bytes);
  let text = "";
  for await (const piece of decodeFile(path, "text", encoding)) text += piece;
  return text;
}
const failure = (bytes: Uint8Array, encoding: string) =>
  decoded(bytes, encoding).then(
    () => "",
    (error: Error) => error.message,
  );

describe("decodeFile", () => {
  it("names the first wrong byte, wherever the pieces end in which the file is read", async () => {
    const piece = 65_536;
    for (const wrong of [[0xe9], [0xc3, 0x28], [0xe2, 0x82, 0x28], [0xf0, 0x9d, 0x84], [0xff], [0x80]])
      for (const at of [0, 1, 5, ...Array.from({ length: 9 }, (_, i) => piece - 4 + i), 2 * piece - 1]) {
        const before = Buffer.from("é".repeat(at)).subarray(0, at - (at % 2));
        const bytes = Buffer.concat([
          before,
          Buffer.from("x".repeat(at % 2)),
          Buffer.from(wrong),
          Buffer.from(" more"),
        ]);
        expect(await failure(bytes, "utf-8"), `${wrong} at ${at}`).toContain(`at offset ${at} are not`);
      }
  });

  it("finds that a file ends inside a character", async () => {
    expect(await failure(Buffer.from([97, 0xe2, 0x82]), "utf-8")).toContain("at offset 1 are not (e2 82)");
    expect(await failure(Buffer.from([97, 0, 98]), "utf-16le")).toContain("at offset 2 are not");
  });

  it("decodes pieces that end inside a character", async () => {
    const text = "aé€𝄞".repeat(40_000);
    expect(await decoded(Buffer.from(text), "utf-8")).toBe(text);
    expect(await decoded(Buffer.from(text, "utf16le"), "utf-16le")).toBe(text);
  });
});

describe("encodingName", () => {
  it("knows Python's names", () => {
    for (const [given, name] of Object.entries({
      ...{ "UTF-8": "utf-8", utf8: "utf-8", "utf-8-sig": "utf-8", latin1: "latin-1", latin_1: "latin-1" },
      ...{ "iso-8859-1": "latin-1", cp1252: "windows-1252", "utf-16": "utf-16le", "shift-jis": "shift_jis" },
    }))
      expect(encodingName(given)).toBe(name);
    expect(() => encodingName("klingon")).toThrow("expected: klingon");
  });
});
