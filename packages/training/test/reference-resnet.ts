// ResNet in plain float64 loops, read off the paper and the names of a checkpoint. It shares no code with the graph.

import type { ResnetConfig } from "../src/architectures/resnet-config.ts";
import { activation, at, linear, type Matrix, sum, vector, type Weights } from "./plain.ts";

export type Image = Matrix[];

/** The mean and variance of a channel to normalize by. */
type Statistics = (
  name: string,
  channel: number,
  values: readonly number[],
) => { mean: number; variance: number };

/**
 * Logits of images, [batch][channels][height][width].
 *
 * @param statistics default: the running ones
 */
export function referenceResnet(
  config: ResnetConfig,
  weights: Weights,
  images: readonly Image[],
  statistics: Statistics = (name, channel) => ({
    mean: at(vector(weights, `${name}.running_mean`), channel),
    variance: at(vector(weights, `${name}.running_var`), channel),
  }),
): Matrix {
  const act = (batch: Image[]) =>
    batch.map((image) => image.map((c) => c.map((v) => v.map(activation[config.hidden_act]))));
  const conv = (batch: Image[], name: string, stride: number): Image[] => {
    const path = `resnet.${name}`;
    const scale = vector(weights, `${path}.normalization.weight`);
    const bias = vector(weights, `${path}.normalization.bias`);
    const convolved = batch.map((image) =>
      convolve(image, vector(weights, `${path}.convolution.weight`), scale.length, stride),
    );
    const found = scale.map((_, c) =>
      statistics(
        `${path}.normalization`,
        c,
        convolved.flatMap((image) => (image[c] as Matrix).flat()),
      ),
    );
    return convolved.map((image) =>
      image.map((channel, c) => {
        const { mean, variance } = found[c] as { mean: number; variance: number };
        const normalize = (v: number) =>
          ((v - mean) / Math.sqrt(variance + 1e-5)) * at(scale, c) + at(bias, c);
        return channel.map((line) => line.map(normalize));
      }),
    );
  };

  let x = act(conv([...images], "embedder.embedder", 2)).map(maxPool);
  for (const [stage, depth] of config.depths.entries())
    for (let i = 0; i < depth; i++) {
      const layer = `encoder.stages.${stage}.layers.${i}`;
      const stride = i === 0 && (stage > 0 || config.downsample_in_first_stage) ? 2 : 1;
      const kept = weights.has(`resnet.${layer}.shortcut.convolution.weight`)
        ? conv(x, `${layer}.shortcut`, stride)
        : x;
      const strides = config.layer_type === "basic" ? [stride, 1] : [1, stride, 1];
      let y = x;
      for (const [j, each] of strides.entries()) y = conv(j === 0 ? y : act(y), `${layer}.layer.${j}`, each);
      x = act(y.map((image, n) => image.map((channel, c) => plus(channel, kept[n]?.[c] as Matrix))));
    }
  const pooled = x.map((image) => image.map((channel) => sum(channel.flat()) / channel.flat().length));
  return linear(weights, pooled, "classifier.1");
}

/** With padding of half the kernel, whose size follows from the number of weights. */
function convolve(image: Image, weight: readonly number[], outChannels: number, stride: number): Image {
  const kernel = Math.sqrt(weight.length / outChannels / image.length);
  const pad = Math.floor(kernel / 2);
  const count = (length: number) => Math.floor((length + 2 * pad - kernel) / stride) + 1;
  const [height, width] = [(image[0] as Matrix).length, (image as [[number[]]])[0][0].length];
  const value = (o: number, y: number, x: number) => {
    let total = 0;
    for (const [c, channel] of image.entries())
      for (let i = 0; i < kernel; i++)
        for (let j = 0; j < kernel; j++)
          total +=
            (channel[y * stride + i - pad]?.[x * stride + j - pad] ?? 0) *
            at(weight, ((o * image.length + c) * kernel + i) * kernel + j);
    return total;
  };
  const line = (o: number, y: number) => Array.from({ length: count(width) }, (_, x) => value(o, y, x));
  const channel = (o: number) => Array.from({ length: count(height) }, (_, y) => line(o, y));
  return Array.from({ length: outChannels }, (_, o) => channel(o));
}

/** The largest of 3 × 3, every second one. */
function maxPool(image: Image): Image {
  const count = (length: number) => Math.floor((length - 1) / 2) + 1;
  const offsets = [-1, 0, 1];
  return image.map((channel) =>
    Array.from({ length: count(channel.length) }, (_, y) =>
      Array.from({ length: count((channel[0] as number[]).length) }, (_, x) =>
        Math.max(...offsets.flatMap((i) => offsets.map((j) => channel[2 * y + i]?.[2 * x + j] ?? -Infinity))),
      ),
    ),
  );
}

function plus(a: Matrix, b: Matrix): Matrix {
  return a.map((line, i) => line.map((value, j) => value + (b[i]?.[j] as number)));
}
