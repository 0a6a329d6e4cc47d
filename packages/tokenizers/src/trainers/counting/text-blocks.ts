import { createReadStream } from "node:fs";
import { CorpusEncodingError } from "../errors.ts";

export const blockBytes = 1 << 20;

/**
 * The text of a file, in blocks of about a megabyte that end with a line. Only a longer line makes a larger block.
 *
 * @throws CorpusEncodingError where the file is not UTF-8, and what opening and reading it throws
 */
export async function* textBlocks(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new CorpusEncodingError(file, { cause });
    }
  };
  let parts: string[] = [];
  for await (const bytes of createReadStream(file, { highWaterMark: blockBytes })) {
    const text = decode(bytes);
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      parts.push(text);
      continue;
    }
    yield parts.join("") + text.slice(0, end);
    parts = [text.slice(end)];
  }
  const rest = parts.join("") + decode();
  if (rest !== "") yield rest;
}
