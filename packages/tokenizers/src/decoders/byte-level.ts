import {
  type ByteLevelOptions,
  byteLevelOptionsJson,
  byteLevelToJson,
} from "../pre-tokenizers/byte-level.ts";
import { charToByte } from "../unicode/byte-level.ts";
import { Decoder } from "./decoder.ts";

const lossy = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads the characters that bytes are spelled with as UTF-8. What is none becomes �. */
export class ByteLevel extends Decoder {
  /** The options are for the pre-tokenizer, here they are only kept. */
  readonly addPrefixSpace: boolean;
  readonly trimOffsets: boolean;
  readonly useRegex: boolean;

  constructor({ addPrefixSpace = true, trimOffsets = true, useRegex = true }: ByteLevelOptions = {}) {
    super();
    this.addPrefixSpace = addPrefixSpace;
    this.trimOffsets = trimOffsets;
    this.useRegex = useRegex;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return [lossy.decode(Uint8Array.from(tokens.flatMap(bytesOf)))];
  }

  override toJson() {
    return byteLevelToJson(this);
  }
}

/** A token that is not spelled in bytes, as added ones are, stands for itself. */
function bytesOf(token: string): number[] {
  const bytes: number[] = [];
  for (const char of token) {
    const byte = charToByte.get(char);
    if (byte === undefined) return [...encoder.encode(token)];
    bytes.push(byte);
  }
  return bytes;
}

export const byteLevelJson = byteLevelOptionsJson.transform((options) => new ByteLevel(options));
