import { Tensor } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { dataCollatorForImageClassification } from "./data-collator-for-image-classification.ts";
import { RaggedExamplesError } from "./errors.ts";

const collate = dataCollatorForImageClassification();
const pixels = (first: number, count = 12) => Float32Array.from({ length: count }, (_, i) => first + i / 2);

test("stacks tensors of an image processor, and labels", () => {
  const batch = collate([
    { pixel_values: new Tensor("float32", pixels(0), [1, 3, 2, 2]), label: 1, name: "cat.png" },
    { pixel_values: new Tensor("float32", pixels(9), [3, 2, 2]), label: 0, name: "dog.png" },
  ]);
  const data = Float32Array.from([...pixels(0), ...pixels(9)]);
  expect(batch).toEqual({
    pixel_values: { type: "float32", data, dims: [2, 3, 2, 2] },
    labels: { type: "int64", data: BigInt64Array.of(1n, 0n), dims: [2] },
  });
});

test("stacks lists, of whole numbers, too, beside tensors", () => {
  const lists = { pixel_values: [[[0, 255]]] };
  const tensor = { pixel_values: { data: Uint8Array.of(3, 4), dims: [1, 1, 2] } };
  expect(collate([lists, tensor]).pixel_values).toEqual({
    type: "float32",
    data: Float32Array.of(0, 255, 3, 4),
    dims: [2, 1, 1, 2],
  });
});

test("refuses images of several sizes, and what is none", () => {
  const image = (dims: number[]) => ({
    pixel_values: new Tensor(
      "float32",
      pixels(
        0,
        dims.reduce((a, b) => a * b),
      ),
      dims,
    ),
  });
  expect(() => collate([image([3, 2, 2]), image([3, 2, 4])])).toThrow(RaggedExamplesError);
  expect(() => collate([image([3, 2, 2]), image([3, 2, 4])])).toThrow(
    "example 1 of the batch: pixel_values: expected [3,2,2] like the first image, resize them with the image processor; given: [3,2,4]",
  );
  expect(() => collate([image([2, 3, 2, 2])])).toThrow("expected an image, [channels, height, width]");
  expect(() => collate([{ label: 1 }])).toThrow("pixel_values: expected an image");
});
