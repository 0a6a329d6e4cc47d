import { expect, test } from "vitest";
import { HubError } from "../hub-error.ts";
import { readCommit } from "./commit-operations.ts";

const header = { key: "header", value: { summary: "Title", parentCommit: "" } };
const sizeOf = async (oid: string) => (oid === "known" ? 42 : undefined);

/** Lines as a body in pieces of so many bytes. */
function bodyOf(lines: readonly (object | string)[], pieceBytes = 1_000_000): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return ReadableStream.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield new Uint8Array(bytes.subarray(at, at + pieceBytes));
    })(),
  );
}

test.each([1, 2, 7, 1000])("lines are read whatever the pieces they come in: %i", async (pieceBytes) => {
  const lines = [
    header,
    { key: "file", value: { path: "ä.txt", content: "grüße" } },
    {
      key: "file",
      value: { path: "b", content: Buffer.from([0, 255]).toString("base64"), encoding: "base64" },
    },
    { key: "lfsFile", value: { path: "c", algo: "sha256", oid: "known" } },
    { key: "lfsFile", value: { path: "d", algo: "sha256", oid: "other", size: 7 } },
    { key: "deletedFile", value: { path: "e" } },
    { key: "deletedFolder", value: { path: "f/" } },
    { key: "copyFile", value: { path: "g", srcPath: "h", srcRevision: "v1" } },
    { key: "file", value: { path: "new", oldPath: "old" } },
  ];
  const { title, operations } = await readCommit(bodyOf(lines, pieceBytes), sizeOf);
  expect(title).toBe("Title");
  expect(operations).toEqual([
    { kind: "add", path: "ä.txt", content: Buffer.from("grüße") },
    { kind: "add", path: "b", content: Buffer.from([0, 255]) },
    { kind: "addLfs", path: "c", oid: "known", size: 42 },
    { kind: "addLfs", path: "d", oid: "other", size: 7 },
    { kind: "delete", path: "e" },
    { kind: "deleteFolder", path: "f" },
    { kind: "copy", path: "g", from: "h", fromRevision: "v1" },
    { kind: "copy", path: "new", from: "old" },
    { kind: "delete", path: "old" },
  ]);
});

test.each<[string, (object | string)[]]>([
  ["nothing", []],
  ["no header", [{ key: "file", value: { path: "a", content: "" } }]],
  ["two headers", [header, header]],
  ["an unknown key", [header, { key: "chmod", value: { path: "a" } }]],
  ["a file without content", [header, { key: "file", value: { path: "a" } }]],
  ["another hash", [header, { key: "lfsFile", value: { path: "a", algo: "md5", oid: "x", size: 1 } }]],
  ["a negative size", [header, { key: "lfsFile", value: { path: "a", oid: "x", size: -1 } }]],
  ["no JSON", [header, "{"]],
  ["a number", [header, "1"]],
])("what is no commit is refused: %s", async (_, lines) => {
  const error = await readCommit(bodyOf(lines), sizeOf).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(HubError);
  expect(error.code).toBe("InvalidRequest");
});

test("a line and a commit have an end", async () => {
  const endless = ReadableStream.from(
    (function* () {
      yield Buffer.from(`${JSON.stringify(header)}\n`);
      for (;;) yield new Uint8Array(2 ** 20).fill(97);
    })(),
  );
  await expect(readCommit(endless, sizeOf)).rejects.toMatchObject({ status: 413, code: "TooLarge" });
  const file = Buffer.from(
    `${JSON.stringify({ key: "file", value: { path: "a", content: "x".repeat(1000) } })}\n`,
  );
  const many = ReadableStream.from(
    (function* () {
      yield Buffer.from(`${JSON.stringify(header)}\n`);
      for (;;) yield file;
    })(),
  );
  await expect(readCommit(many, sizeOf, { maxContentBytes: 10_000 })).rejects.toMatchObject({
    status: 413,
    code: "TooLarge",
  });
});
