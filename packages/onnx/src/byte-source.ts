import { open } from "node:fs/promises";

/** Random access to bytes, in memory or in a file that is not loaded whole. */
export interface ByteSource {
  readonly byteLength: number;
  /** Bytes from `begin` up to, not including, `end`; both must lie within the source. */
  read(begin: number, end: number): Promise<Uint8Array>;
  /** Fills the target with the bytes from `begin` on; they must lie within the source. */
  readInto(target: Uint8Array, begin: number): Promise<void>;
  close(): Promise<void>;
}

/** Views of the given bytes; nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    read: async (begin, end) => bytes.subarray(begin, end),
    readInto: async (target, begin) => target.set(bytes.subarray(begin, begin + target.byteLength)),
    close: async () => {},
  };
}

/** Reads from an open file, which stays open until `close`. */
export async function fileSource(path: string): Promise<ByteSource> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  const readInto = async (target: Uint8Array, begin: number) => {
    let done = 0;
    while (done < target.length) {
      const length = Math.min(target.length - done, largestRead);
      const { bytesRead } = await file.read(target, done, length, begin + done);
      if (bytesRead === 0) throw new Error(`file shrank while being read: ${path}`);
      done += bytesRead;
    }
  };
  return {
    byteLength: size,
    readInto,
    async read(begin, end) {
      const bytes = new Uint8Array(end - begin);
      await readInto(bytes, begin);
      return bytes;
    },
    close: () => file.close(),
  };
}

// One system call takes at most 2 GiB.
const largestRead = 2 ** 30;
