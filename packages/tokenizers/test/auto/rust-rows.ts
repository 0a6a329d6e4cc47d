import type { Tokenizer as RustTokenizer } from "tokenizers";
import type { BatchEncoding } from "../../src/auto/encoding/batch-encoding.ts";
import { type Row, rustRow } from "../oracle/rust.ts";

type RustEncoding = Awaited<ReturnType<RustTokenizer["encode"]>>;

/** Everything the Rust library makes of a text or two: the row that it keeps, then what it cuts off. */
export async function rustRows(rust: RustTokenizer, text: string, pair?: string): Promise<Row[]> {
  const encoding = await rust.encode(text, pair ?? null);
  const texts = pair === undefined ? [text] : [text, pair];
  return [encoding, ...encoding.getOverflowing()].map((each: RustEncoding) => rustRow(each, ...texts));
}

/** The same of ours, called with `returnOffsetsMapping` and `returnSpecialTokensMask`. */
export function ourRows(encoding: BatchEncoding): Row[] {
  const isNested = Array.isArray((encoding.input_ids as unknown[])[0]);
  const row = <T>(list: unknown, i: number) => (isNested ? (list as T[])[i] : list) as T;
  return Array.from({ length: encoding.batchSize }, (_, i) => ({
    tokens: encoding.tokens(i),
    ids: row<number[]>(encoding.input_ids, i),
    offsets: row<number[][]>(encoding.offset_mapping, i),
    wordIds: encoding.wordIds(i),
    typeIds: row<number[]>(encoding.token_type_ids, i),
    sequenceIds: encoding.sequenceIds(i),
    specialTokensMask: row<number[]>(encoding.special_tokens_mask, i),
  }));
}
