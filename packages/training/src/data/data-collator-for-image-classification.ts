import type { DataCollator } from "./collator.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import { ExampleError, RaggedExamplesError } from "./errors.ts";
import { type Feature, isFeatureTensor } from "./example.ts";
import { shapeOf, stack } from "./stack.ts";

const labelNames = ["labels", "label", "label_ids"];

/**
 * Stacks `pixel_values`, images [channels, height, width] as lists, or as tensors that an image processor gives, also
 * with an axis of size 1 before the others, to float32 [examples, channels, height, width]; and their labels.
 *
 * @throws RaggedExamplesError for images of different sizes
 * @throws ExampleError for an example without an image
 */
export function dataCollatorForImageClassification(): DataCollator {
  return (examples) => {
    const images = examples.map(({ pixel_values }) => withoutBatch(pixel_values));
    const expected = shapeOf(images[0]);
    for (const [position, image] of images.entries()) checkShape(image, expected, position);
    const { data, dims } = stack("pixel_values", images);
    const pixels = data instanceof Float32Array ? data : Float32Array.from(data as BigInt64Array, Number);
    const labels = examples.map((example) =>
      Object.fromEntries(Object.entries(example).filter(([key]) => labelNames.includes(key))),
    );
    return { pixel_values: { type: "float32", data: pixels, dims }, ...defaultDataCollator(labels) };
  };
}

function withoutBatch(image: Feature): Feature {
  return isFeatureTensor(image) && image.dims.length === 4 && image.dims[0] === 1
    ? { data: image.data, dims: image.dims.slice(1) }
    : image;
}

function checkShape(image: Feature, expected: readonly number[], position: number): void {
  const key = "pixel_values";
  const shape = shapeOf(image);
  if (shape.length !== 3)
    throw new ExampleError(
      { key, problem: "expected an image, [channels, height, width], given the shape", value: shape },
      position,
    );
  if (String(shape) !== String(expected))
    throw new RaggedExamplesError(
      {
        key,
        problem: `expected [${expected}] like the first image, resize them with the image processor; given`,
        value: shape,
      },
      position,
    );
}
