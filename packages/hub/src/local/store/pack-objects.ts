import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, deflateSync } from "node:zlib";
import type { GitObject } from "./git-object.ts";

const compress = promisify(deflate);
const maxSyncBytes = 2 ** 16;
const typeCode = { commit: 1, tree: 2, blob: 3, tag: 4 };

/**
 * Objects as a pack, without deltas: `PACK`, version 2, the count, each object as a header and its content by zlib, and
 * the sha1 of all that. See gitformat-pack(5).
 */
export async function* packObjects(objects: readonly GitObject[]): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha1");
  const start = Buffer.alloc(12);
  start.write("PACK");
  start.writeUInt32BE(2, 4);
  start.writeUInt32BE(objects.length, 8);
  hash.update(start);
  yield start;
  for (const { type, content } of objects) {
    const header = objectHeader(typeCode[type], content.length);
    // Most of it is read a few times at most, so little time goes into making it small; `git gc` packs it better. For a
    // small file, going to another thread and back would take longer than the work.
    const body =
      content.length <= maxSyncBytes
        ? deflateSync(content, { level: 1 })
        : await compress(content, { level: 1 });
    hash.update(header).update(body);
    yield header;
    yield body;
  }
  yield hash.digest();
}

/** Four bits of the size beside the type, then seven at a time, lowest first; the top bit says that more follow. */
function objectHeader(type: number, size: number): Uint8Array {
  const bytes = [];
  let byte = (type << 4) | (size % 16);
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(byte | 0x80);
    byte = rest % 128;
  }
  return Uint8Array.from([...bytes, byte]);
}
