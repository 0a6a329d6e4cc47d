import { RaggedRowsError } from "../errors.ts";

/** Whole numbers with their shape, as models take them. */
export interface Int64Tensor {
  readonly type: "int64";
  readonly data: BigInt64Array;
  readonly dims: readonly number[];
}

type Nested = number | readonly Nested[];

/**
 * Numbers, or lists of them of any depth.
 *
 * @param key what they are, for the message
 * @throws RaggedRowsError where lists of one level differ in length
 */
export function int64Tensor(key: string, values: readonly Nested[]): Int64Tensor {
  const dims: number[] = [];
  let level: readonly Nested[] = values;
  for (dims.push(level.length); Array.isArray(level[0]); ) {
    const rows = level as readonly (readonly Nested[])[];
    const [{ length }] = rows as [readonly Nested[]];
    if (rows.some((row) => row.length !== length))
      throw new RaggedRowsError(
        key,
        rows.map((row) => row.length),
      );
    dims.push(length);
    level = rows.flat(1) as readonly Nested[];
  }
  return { type: "int64", data: BigInt64Array.from(level as readonly number[], BigInt), dims };
}
