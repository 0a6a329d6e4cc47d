import { crc32c } from "./crc32c.ts";

/**
 * One record of a TFRecord file: the length (uint64), its checksum (uint32), the data, their checksum (uint32), all
 * little-endian.
 */
export function tfRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(8 + 4 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return record;
}

/** Turned and shifted, since checksums of data that hold checksums are weak: rotateRight(crc, 15) + 0xA282EAD8. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
