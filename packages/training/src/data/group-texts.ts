import { ExampleError } from "./errors.ts";
import type { Feature } from "./example.ts";
import { sequence } from "./pad-sequences.ts";

export interface GroupTextsOptions {
  /** Tokens of each block. */
  readonly blockSize: number;
  /** Leaves out what is left at the end. Default: true. */
  readonly dropRemainder?: boolean;
  /** Put after each text, so that a model learns where texts end. Default: none. */
  readonly eosTokenId?: number;
}

/** What the other features have for the token that ends a text. */
const ofEos: Readonly<Record<string, Feature>> = {
  attention_mask: 1,
  token_type_ids: 0,
  special_tokens_mask: 1,
  word_ids: null,
};

/**
 * Joins tokenized texts and cuts them into blocks of one size, as for language models; the function of
 * `dataset.map(columns => groupTexts(columns, { blockSize: 128 }), { batched: true })`.
 *
 * @param columns `input_ids` and others with a value for each token, a row for each text
 * @throws ExampleError for a column that is not as long as `input_ids`, or without these
 * @throws RangeError for a block size that is no whole number from 1 on
 */
export function groupTexts(
  columns: Readonly<Record<string, readonly Feature[]>>,
  { blockSize, dropRemainder = true, eosTokenId }: GroupTextsOptions,
): Record<string, Feature[][]> {
  if (!(Number.isInteger(blockSize) && blockSize > 0))
    throw new RangeError(`invalid blockSize, expected a whole number from 1 on: ${blockSize}`);
  if (!columns.input_ids) {
    const problem = "expected the column, tokenize the texts first; given";
    throw new ExampleError({ key: "input_ids", problem, value: Object.keys(columns) }, 0);
  }
  const lengths = columns.input_ids.map((ids, row) => sequence("input_ids", ids, row).length);
  const blocks = (values: readonly Feature[]) => {
    const count = dropRemainder
      ? Math.floor(values.length / blockSize)
      : Math.ceil(values.length / blockSize);
    return Array.from({ length: count }, (_, i) => values.slice(i * blockSize, (i + 1) * blockSize));
  };
  return Object.fromEntries(
    Object.entries(columns).map(([key, rows]) => {
      const eos = eosTokenId === undefined ? [] : [endOf(key, eosTokenId)];
      const joined = rows.flatMap((row, i) => [
        ...sequence(key, row, i, { main: "input_ids", length: lengths[i] as number }),
        ...eos,
      ]);
      return [key, blocks(joined)];
    }),
  );
}

function endOf(key: string, eosTokenId: number): Feature {
  if (key === "input_ids" || key === "labels") return eosTokenId;
  if (key in ofEos) return ofEos[key];
  const problem = "unknown value for the token that ends a text, remove the column or leave eosTokenId out";
  throw new ExampleError({ key, problem, value: eosTokenId }, 0);
}
