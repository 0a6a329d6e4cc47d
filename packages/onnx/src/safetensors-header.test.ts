import { describe, expect, test } from "vitest";
import { SafetensorsError, UnsupportedDtypeError } from "./errors.ts";
import { parseSafetensorsHeader } from "./safetensors-header.ts";

const encode = (header: unknown) =>
  new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
const f32 = (shape: number[], begin: number, end: number) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

test("tensors may come in any order and be empty, metadata is kept", () => {
  const header = {
    __metadata__: { format: "pt" },
    b: f32([2], 4, 12),
    a: f32([], 0, 4),
    empty: f32([0, 3], 12, 12),
  };
  const { tensors, metadata } = parseSafetensorsHeader(encode(header), 12);
  expect(metadata).toEqual({ format: "pt" });
  expect(tensors.get("b")).toEqual({ dtype: "F32", shape: [2], begin: 4, end: 12 });
  expect([...tensors.keys()].sort()).toEqual(["a", "b", "empty"]);
});

describe("refused:", () => {
  test.each<[string, unknown, number, RegExp]>([
    ["overlap", { a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12, /tensor b, expected to begin at 8: 4/],
    ["same bytes twice", { a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4, /expected to begin at 4: 0/],
    ["gap", { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, /tensor b, expected to begin at 4: 8/],
    ["beyond the data", { a: f32([2], 0, 8) }, 4, /length of data, expected 8 bytes/],
    ["bytes left over", { a: f32([1], 0, 4) }, 5, /length of data, expected 4 bytes/],
    ["size unlike shape", { a: f32([3], 0, 8) }, 8, /tensor a, expected 12 bytes for F32 \[3\]: 0 to 8/],
    ["size unlike dtype", { a: { ...f32([2], 0, 8), dtype: "F16" } }, 8, /expected 4 bytes for F16 \[2\]/],
    ["end before begin", { a: f32([1], 4, 0) }, 4, /expected 4 bytes .*: 4 to 0/],
    ["negative offset", { a: f32([1], -4, 0) }, 4, /invalid tensor a/],
    ["fractional size", { a: f32([0.5], 0, 2) }, 2, /invalid tensor a/],
    [
      "offset beyond 2^53",
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9007199254740993]}}',
      4,
      /tensor a/,
    ],
    ["overflowing shape", { a: f32([2 ** 52, 2 ** 52], 0, 4) }, 4, /tensor a/],
    ["unknown field", { a: { ...f32([1], 0, 4), strides: [1] } }, 4, /strides/],
    ["array", [], 0, /invalid header/],
    ["metadata of numbers", { __metadata__: { a: 1 } }, 0, /__metadata__/],
    ["no JSON", "{", 0, /expected JSON/],
    ["endless nesting", "[".repeat(200_000), 0, /expected JSON/],
    [
      "one name twice",
      `{"a":${JSON.stringify(f32([1], 0, 4))},"a":${JSON.stringify(f32([1], 4, 8))}}`,
      8,
      /Duplicate key 'a'/,
    ],
  ])("%s", (_, header, dataLength, message) => {
    const parse = () => parseSafetensorsHeader(encode(header), dataLength);
    expect(parse).toThrow(SafetensorsError);
    expect(parse).toThrow(message);
  });

  test("bytes that are not UTF-8", () => {
    expect(() => parseSafetensorsHeader(Uint8Array.of(0x7b, 0xff, 0x7d), 0)).toThrow(SafetensorsError);
  });

  test("a dtype that is not read, naming tensor and dtype", () => {
    const header = { w: { dtype: "F8_E4M3", shape: [1], data_offsets: [0, 1] } };
    const parse = () => parseSafetensorsHeader(encode(header), 1);
    expect(parse).toThrow(UnsupportedDtypeError);
    expect(parse).toThrow(
      "unsupported dtype of tensor w, expected one of BOOL, U8, I8, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64: F8_E4M3",
    );
  });
});
