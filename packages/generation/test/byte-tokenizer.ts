import type { TextDecoding } from "@llm-course/generation";

/** A tokenizer of bytes: token n is byte n, from 256 on pieces of text, and 300 is special. */
export function byteTokenizer(pieces: readonly string[] = []): TextDecoding & {
  readonly all_special_ids: number[];
  encode(text: string): number[];
} {
  return {
    all_special_ids: [300],
    encode: (text) => [...new TextEncoder().encode(text)],
    decode: (ids, options = {}) => {
      const kept = [...ids].map(Number).filter((id) => id !== 300 || !options.skipSpecialTokens);
      const bytes = kept.flatMap((id) =>
        id === 300 ? [...Buffer.from("</s>")] : id < 256 ? [id] : [...Buffer.from(pieces[id - 256] ?? "")],
      );
      return new TextDecoder().decode(Uint8Array.from(bytes));
    },
  };
}
