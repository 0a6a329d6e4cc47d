import { InvalidMediaError } from "./errors.ts";

/** Rows of numbers: nested arrays, an array of typed arrays, or a tensor with two dimensions. */
export type MatrixLike = readonly ArrayLike<number | bigint>[] | TensorLike;

interface TensorLike {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/**
 * @throws InvalidMediaError for no rows, rows of unequal length, or a tensor that has not two dimensions.
 */
export function toMatrix(source: MatrixLike): number[][] {
  const rows = "dims" in source ? tensorRows(source) : source;
  const matrix = rows.map((row) => Array.from(row, Number));
  const width = matrix[0]?.length ?? 0;
  if (width === 0) throw new InvalidMediaError("a matrix needs at least one row and one column");
  const ragged = matrix.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new InvalidMediaError(
      `row ${ragged} must have ${width} values like row 0: ${matrix[ragged]?.length}`,
    );
  }
  return matrix;
}

function tensorRows({ dims, data }: TensorLike): (number | bigint)[][] {
  const [height, width] = dims;
  if (dims.length !== 2 || height === undefined || width === undefined) {
    throw new InvalidMediaError(
      `expected a tensor of 2 dimensions; slice or squeeze it: [${dims.join(", ")}]`,
    );
  }
  const values = Array.from(data);
  return Array.from({ length: height }, (_, row) => values.slice(row * width, (row + 1) * width));
}
