import type { Tensor } from "onnxruntime-node";
import type { Alignment, CachedRow } from "./cached-row.ts";
import type { Tensors } from "./graph-session.ts";

/** Keys and values of rows of different lengths that come and go. */
export interface RowCache {
  /** How many tokens each row has. */
  readonly lengths: readonly number[];
  /** Where a row is among the tokens that there is room for. */
  readonly alignment: Alignment;
  /** The inputs of the next step. */
  readonly feeds: Tensors;
  readonly allocatedTokens: number;
  readonly bytes: number;
  /** How many tokens there is room for in memory that is made for rows of these lengths. */
  tokensFor(lengths: readonly number[]): number;
  /** Takes what a step of one token of each row has computed. */
  update(outputs: Tensors): void;
  /** Puts copies of rows behind those that are there. */
  add(rows: readonly CachedRow[]): void;
  /** Goes on with these rows, in ascending order. */
  keep(rows: readonly number[]): void;
}

export function longestOf(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

export function bytesOf(tensors: Iterable<Tensor>): number {
  let bytes = 0;
  for (const { data } of tensors) bytes += (data as Float32Array).byteLength;
  return bytes;
}
