import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { DataFile } from "./data-files.ts";
import { type AddressOptions, openAddress, parseAddress } from "./open-address.ts";

/** The lines of a file as they come, also of one far away or compressed. */
export async function* streamLines(
  file: DataFile & { kind: "file" | "url" },
  options: AddressOptions,
): AsyncGenerator<string> {
  const source: Readable =
    file.kind === "file" ? createReadStream(file.path) : await openAddress(parseAddress(file.url), options);
  const unpack = { ".gz": createGunzip, ".zst": createZstdDecompress }[extname(file.name).toLowerCase()];
  const plain = unpack ? source.pipe(unpack()) : source;
  // What goes wrong before unpacking is to be seen by who reads the lines.
  source.on("error", (error) => plain.destroy(error));
  plain.setEncoding("utf8");
  try {
    let isFirst = true;
    for await (const line of createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield isFirst ? line.replace(/^\uFEFF/, "") : line;
      isFirst = false;
    }
    if (source.errored) throw source.errored;
  } finally {
    source.destroy();
  }
}
