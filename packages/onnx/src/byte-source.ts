import { open } from "node:fs/promises";

/** Random access to bytes, in memory or in a file that is not loaded whole. */
export interface ByteSource {
  readonly byteLength: number;
  /** Bytes from `begin` up to, not including, `end`; both must lie within the source. */
  read(begin: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Views of the given bytes; nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    read: async (begin, end) => bytes.subarray(begin, end),
    close: async () => {},
  };
}

/** Reads from an open file, which stays open until `close`. */
export async function fileSource(path: string): Promise<ByteSource> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  return {
    byteLength: size,
    async read(begin, end) {
      const bytes = new Uint8Array(end - begin);
      let done = 0;
      while (done < bytes.length) {
        const length = Math.min(bytes.length - done, largestRead);
        const { bytesRead } = await file.read(bytes, done, length, begin + done);
        if (bytesRead === 0) throw new Error(`file shrank while being read: ${path}`);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

// One system call takes at most 2 GiB.
const largestRead = 2 ** 30;
