import { expect, it } from "vitest";
import { formatLfsPointer, parseLfsPointer } from "./lfs-pointer.ts";

const oid = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`;
const parse = (content: string) => parseLfsPointer(Buffer.from(content));

it("reads the example of git-lfs' specification, and writes it", () => {
  expect(parse(text)).toEqual({ oid, size: 12345 });
  expect(formatLfsPointer({ oid, size: 12345 })).toBe(text);
});

it("reads a pointer with an extension", () => {
  const extended = text.replace("oid", `ext-0-foo sha256:${"a".repeat(64)}\noid`);
  expect(parse(extended)).toEqual({ oid, size: 12345 });
});

it.each([
  ["nothing", ""],
  ["no version", text.slice(43)],
  ["another version", text.replace("v1", "v2")],
  ["no line break at the end", text.trimEnd()],
  ["more at the end", `${text}more\n`],
  ["something before", `\n${text}`],
  ["Windows line breaks", text.replaceAll("\n", "\r\n")],
  ["another hash", text.replace("sha256", "sha1")],
  ["capitals in the hash", text.replace(oid, oid.toUpperCase())],
  ["a hash that is too short", text.replace(oid, oid.slice(1))],
  ["a negative size", text.replace("12345", "-1")],
  ["a size with a zero before", text.replace("12345", "012345")],
  ["a size beyond exact numbers", text.replace("12345", "9007199254740993")],
  ["1024 bytes or more", text.replace("oid", `ext-0-${"a".repeat(900)} sha256:${"a".repeat(64)}\noid`)],
])("takes no file for a pointer that has %s", (_, content) => {
  expect(parse(content)).toBeUndefined();
});
