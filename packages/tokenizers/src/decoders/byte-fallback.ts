import { z } from "zod";
import { Decoder } from "./decoder.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads runs of `<0xE2>` and its like as UTF-8; those that are none become � for each byte. */
export class ByteFallback extends Decoder {
  override decodeChain(tokens: readonly string[]): string[] {
    const decoded: string[] = [];
    let bytes: number[] = [];
    const endBytes = () => {
      if (bytes.length > 0) decoded.push(...fromBytes(bytes));
      bytes = [];
    };
    for (const token of tokens) {
      const byte = /^<0x([0-9A-Fa-f]{2}|\+[0-9A-Fa-f])>$/.exec(token)?.[1];
      if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
      else {
        endBytes();
        decoded.push(token);
      }
    }
    endBytes();
    return decoded;
  }

  override toJson() {
    return { type: "ByteFallback" };
  }
}

function fromBytes(bytes: readonly number[]): string[] {
  try {
    return [strict.decode(Uint8Array.from(bytes))];
  } catch {
    return bytes.map(() => "\uFFFD");
  }
}

export const byteFallbackJson = z
  .object({ type: z.literal("ByteFallback") })
  .transform(() => new ByteFallback());
