import type { Batch } from "@llm-course/onnx";

/** Equally long rows, or one number for each sequence. */
export const int64 = (rows: readonly (readonly number[])[] | readonly number[]) => ({
  type: "int64",
  data: BigInt64Array.from(rows.flat(), BigInt),
  dims: Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length],
});

/** Two texts in the vocabulary of tiny-models.fixture.ts, the second one padded. */
export const inputs: Batch = {
  input_ids: int64([
    [2, 5, 6, 3],
    [2, 7, 3, 0],
  ]),
  attention_mask: int64([
    [1, 1, 1, 1],
    [1, 1, 1, 0],
  ]),
  token_type_ids: int64([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]),
};

/** Two images of three channels, 12 × 12. */
export const images: Batch = {
  pixel_values: {
    type: "float32",
    data: Float32Array.from({ length: 2 * 3 * 12 * 12 }, (_, i) => Math.sin(i)),
    dims: [2, 3, 12, 12],
  },
};
