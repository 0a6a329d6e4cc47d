import type { TensorData, TensorValues } from "@llm-course/onnx";

/** What fills up labels that are shorter than others: it does not count. */
export const labelFiller = -100;

/** Tensors of several batches as one, along the first axis; where other axes differ they are filled up. */
export function concatenate(tensors: readonly TensorData[], filler = labelFiller): TensorData | undefined {
  const [first] = tensors;
  if (!first) return undefined;
  const inner = first.dims
    .slice(1)
    .map((_, axis) => Math.max(...tensors.map(({ dims }) => dims[axis + 1] ?? 0)));
  const rows = tensors.reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0);
  const rowSize = inner.reduce((product, size) => product * size, 1);
  const data = new (first.data.constructor as new (length: number) => TensorValues)(rows * rowSize);
  let row = 0;
  for (const { data: values, dims } of tensors) {
    if (String(dims.slice(1)) === String(inner)) data.set(values as never, row * rowSize);
    else place(values, dims, data, inner, { firstRow: row, filler });
    row += dims[0] ?? 0;
  }
  return { type: first.type, data, dims: [rows, ...inner] };
}

/** Copies rows to their place among larger ones. */
function place(
  values: TensorValues,
  dims: readonly number[],
  into: TensorValues,
  inner: readonly number[],
  { firstRow, filler }: { firstRow: number; filler: number },
): void {
  const [rows = 0, ...sizes] = dims;
  const rowSize = inner.reduce((product, size) => product * size, 1);
  const fill = into instanceof BigInt64Array ? BigInt(filler) : filler;
  into.fill(fill as never, firstRow * rowSize, (firstRow + rows) * rowSize);
  const width = sizes.at(-1) ?? 1;
  for (let start = 0; start < values.length; start += width) {
    let [rest, offset, stride] = [start, 0, 1];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] as number;
      offset += (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= inner[axis] as number;
    }
    into.set(values.subarray(start, start + width) as never, (firstRow + rest) * rowSize + offset);
  }
}
