import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

// The check value of the catalogue of CRC algorithms, and the examples in appendix B.4 of RFC 3720.
test.each([
  ["123456789", Buffer.from("123456789"), 0xe3069283],
  ["nothing", new Uint8Array(), 0],
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["ascending", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["descending", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
])("the published checksum of %s", (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});
