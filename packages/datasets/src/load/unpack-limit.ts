import { Transform } from "node:stream";
import { DataFileError } from "../errors.ts";

/** What keeps an archive from filling the disk. */
export interface UnpackLimit {
  /** Counts bytes. @throws DataFileError for too many */
  count(bytes: number): void;
}

/**
 * A limit for what comes out of a packed file.
 *
 * @param size of the packed file
 * @param given default: 200 times the size, and at least 1 GB
 */
export function unpackLimit(name: string, size: number, given: number | undefined): UnpackLimit {
  const maxBytes = given ?? Math.max(1e9, 200 * size);
  let bytes = 0;
  return {
    count(more) {
      bytes += more;
      if (bytes > maxBytes)
        throw new DataFileError(
          name,
          `no more than ${maxBytes} bytes expected in it, raise maxUnpackedBytes if you trust it`,
        );
    },
  };
}

/** Passes bytes on while they are within the limit. */
export function counting(limit: UnpackLimit): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        limit.count(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
