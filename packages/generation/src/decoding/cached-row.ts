import { elementCount } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import type { CacheEntry } from "./graph-inputs.ts";
import type { Tensors } from "./graph-session.ts";
import { concatenateRows, selectRows } from "./tensors.ts";

/** Tokens of one row of a cache: those from `begin` on. */
export interface CachedRow {
  readonly tensors: Tensors;
  readonly row: number;
  readonly begin: number;
  readonly length: number;
}

/** Where rows are in memory with room for more tokens than they have: at its start or at its end. */
export type Alignment = "start" | "end";

/** The axis of the tokens; −1 of a state that has one size after any of them. */
export function timeAxis({ shape, batchAxis }: CacheEntry): number {
  return shape.findIndex((size, axis) => typeof size === "string" && axis !== batchAxis);
}

/** Whether rows of different lengths can be put together in new memory: each entry has one axis for tokens, or none. */
export function canArrange(entries: readonly CacheEntry[]): boolean {
  return entries.every((entry) => {
    const axis = timeAxis(entry);
    const others = entry.shape.filter(
      (size, i) => typeof size === "string" && i > axis && i !== entry.batchAxis,
    );
    return axis < 0 || (entry.batchAxis === 0 && others.length === 0);
  });
}

/** The rows in new memory, with room for `size` tokens each. */
export function arrangeRows(
  entry: CacheEntry,
  rows: readonly CachedRow[],
  size: number,
  alignment: Alignment,
): Tensor {
  const { past, type, batchAxis } = entry;
  const axis = timeAxis(entry);
  const tensors = rows.map(({ tensors }) => tensors[past] as Tensor);
  if (axis < 0)
    return concatenateRows(
      rows.map(({ row }, i) => selectRows(tensors[i] as Tensor, [row], batchAxis)),
      batchAxis,
    );
  const [first] = tensors as [Tensor];
  const dims = first.dims.map((count, i) => (i === 0 ? rows.length : i === axis ? size : count));
  const Values = first.data.constructor as new (length: number) => Float32Array;
  const arranged = new Tensor(type, new Values(elementCount(dims)), dims);
  for (const [i, row] of rows.entries()) copyRow(entry, row, arranged, i, alignment);
  return arranged;
}

/** Copies the tokens of a row into a row of a tensor with room for them. */
export function copyRow(
  entry: CacheEntry,
  { tensors, row, begin, length }: CachedRow,
  target: Tensor,
  targetRow: number,
  alignment: Alignment,
): void {
  const source = tensors[entry.past] as Tensor;
  const axis = timeAxis(entry);
  const size = target.dims[axis] ?? 0;
  const place = alignment === "start" ? 0 : size - length;
  const inner = elementCount(target.dims.slice(axis + 1));
  const outer = elementCount(target.dims.slice(1, axis));
  const [from, to] = [source.data as Float32Array, target.data as Float32Array];
  for (let i = 0; i < outer; i++) {
    const start = ((row * outer + i) * (source.dims[axis] ?? 0) + begin) * inner;
    const values = from.subarray(start, start + length * inner);
    to.set(values, ((targetRow * outer + i) * size + place) * inner);
  }
}
