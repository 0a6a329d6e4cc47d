import { elementCount } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { floats } from "./graph-session.ts";

/** int64 [rows, columns] of a value for each place. */
export function int64(rows: number, columns: number, value: (row: number, column: number) => number): Tensor {
  const values = new BigInt64Array(rows * columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) values[i++] = BigInt(value(row, column));
  return new Tensor("int64", values, [rows, columns]);
}

/** int64 [rows, length]: 1 from the first place of each span to before the last, 0 elsewhere. It is made at every step. */
export function attentionMask(length: number, spans: readonly (readonly [number, number])[]): Tensor {
  const values = new BigInt64Array(spans.length * length);
  for (const [row, [from, to]] of spans.entries()) values.fill(1n, row * length + from, row * length + to);
  return new Tensor("int64", values, [spans.length, length]);
}

type FloatArray = Float32Array<ArrayBuffer>;

/** Rows of a tensor of floats along the axis of the batch, in this order, in new memory. */
export function selectRows(tensor: Tensor, rows: readonly number[], axis = 0): Tensor {
  const { type, dims } = tensor;
  // Other types of floats have the same methods.
  const data = tensor.data as FloatArray;
  const count = dims[axis] ?? 1;
  const size = elementCount(dims.slice(axis + 1));
  const selected = new (data.constructor as new (length: number) => FloatArray)(
    (data.length / (count || 1)) * rows.length,
  );
  let place = 0;
  for (let from = 0; from < data.length; from += count * size)
    for (const row of rows) {
      const begin = from + row * size;
      selected.set(data.subarray(begin, begin + size), place);
      place += size;
    }
  return new Tensor(type, selected, [...dims.slice(0, axis), rows.length, ...dims.slice(axis + 1)]);
}

/** The rows of all tensors, one after the other along the axis of the batch. */
export function concatenateRows(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors as [Tensor];
  if (tensors.length === 1) return first;
  const outer = elementCount(first.dims.slice(0, axis));
  const parts = Array.from({ length: outer }, (_, i) =>
    tensors.map(({ data }) => {
      const size = data.length / outer;
      return (data as FloatArray).subarray(i * size, (i + 1) * size);
    }),
  ).flat();
  const total = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const joined = new (first.data.constructor as new (length: number) => FloatArray)(total);
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  const count = tensors.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0);
  return new Tensor(first.type, joined, [...first.dims.slice(0, axis), count, ...first.dims.slice(axis + 1)]);
}

/** The tensors with these rows of theirs. */
export function selectRowsOfAll(
  tensors: Readonly<Record<string, Tensor>>,
  rows: readonly number[],
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, selectRows(tensor, rows)]),
  );
}

/** Whether the rows are all of `count`, as they are. */
export function isIdentity(rows: readonly number[], count: number): boolean {
  return rows.length === count && rows.every((row, i) => row === i);
}

/** The last row of the vocabulary of each row of logits [rows, positions, vocabulary]; views of the same memory. */
export function lastLogits(logits: Tensor, rows: number, vocabSize: number): Float32Array[] {
  const data = floats(logits);
  const perRow = data.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    data.subarray((row + 1) * perRow - vocabSize, (row + 1) * perRow),
  );
}
