import { Tensor } from "onnxruntime-node";

/** int64 [rows, columns] of a value for each place. */
export function int64(rows: number, columns: number, value: (row: number, column: number) => number): Tensor {
  const values = new BigInt64Array(rows * columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) values[i++] = BigInt(value(row, column));
  return new Tensor("int64", values, [rows, columns]);
}

/** Rows of a float32 tensor along its first axis, in this order, in new memory. */
export function selectRows(tensor: Tensor, rows: readonly number[]): Tensor {
  const [count = 1, ...others] = tensor.dims;
  const data = tensor.data as Float32Array;
  const size = data.length / count;
  const selected = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) selected.set(data.subarray(row * size, (row + 1) * size), i * size);
  return new Tensor("float32", selected, [rows.length, ...others]);
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
  const data = logits.data as Float32Array;
  const perRow = data.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    data.subarray((row + 1) * perRow - vocabSize, (row + 1) * perRow),
  );
}
