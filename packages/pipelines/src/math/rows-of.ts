import type { Tensor } from "@huggingface/transformers";

/** The rows along the last axis of a tensor, [..., n]: views of its numbers. */
export function rowsOf({ data, dims }: Tensor): Float32Array[] {
  const width = dims.at(-1) as number;
  const numbers = data as Float32Array;
  return Array.from({ length: width === 0 ? 0 : numbers.length / width }, (_, i) =>
    numbers.subarray(i * width, (i + 1) * width),
  );
}
