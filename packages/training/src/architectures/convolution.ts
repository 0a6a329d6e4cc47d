import { dataTypes, float, type GraphBuilder } from "@llm-course/onnx";

/** A convolution of images with a square kernel, padded so that a stride of 1 keeps their size, and without a bias. */
export function convolution(
  g: GraphBuilder,
  x: string,
  inChannels: number,
  outChannels: number,
  { kernel, stride = 1 }: { readonly kernel: number; readonly stride?: number },
): string {
  const weight = g.parameter("weight", [outChannels, inChannels, kernel, kernel]);
  return g.add("Conv", [x, weight], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: new Array(4).fill(Math.floor(kernel / 2)),
  });
}

/**
 * Batch normalization of each channel, https://arxiv.org/abs/1502.03167, in training: by the statistics of the batch, which
 * the running ones follow by a tenth, as PyTorch's do by default. `withoutDropout` makes it that by the running ones.
 *
 * @param x [batch, channels, height, width]
 */
export function batchNorm(g: GraphBuilder, x: string, channels: number): string {
  const scale = g.parameter("weight", [channels]);
  const bias = g.parameter("bias", [channels]);
  const mean = g.buffer("running_mean", [channels]);
  const variance = g.buffer("running_var", [channels]);
  // The operator writes its statistics over those it is given, so it is given others, and forgets them: momentum 0.
  const forgotten = [mean, variance].map((buffer) => g.add("Mul", [buffer, g.scalar(0)]));
  const attributes = { epsilon: float(1e-5), momentum: float(0), training_mode: 1 };
  const inputs = [x, scale, bias, ...forgotten];
  const [y = "", batchMean = "", batchVariance = ""] = g.addMany("BatchNormalization", inputs, 3, attributes);
  const followed = (buffer: string, ofBatch: string) =>
    g.add("Add", [g.add("Mul", [buffer, g.scalar(1 - follows)]), g.add("Mul", [ofBatch, g.scalar(follows)])]);
  g.updateBuffer(mean, followed(mean, batchMean));
  g.updateBuffer(variance, followed(variance, unbiased(g, x, channels, batchVariance)));
  return y;
}

/** How much of a batch's statistics goes into the running ones. */
const follows = 0.1;

/** The variance of the data that PyTorch estimates from a batch of n elements: n / (n − 1) of the batch's own. */
function unbiased(g: GraphBuilder, x: string, channels: number, variance: string): string {
  const elements = g.add("Cast", [g.add("Size", [x])], { to: dataTypes.float32 });
  const n = g.add("Div", [elements, g.scalar(channels)]);
  const others = g.add("Max", [g.add("Sub", [n, g.scalar(1)]), g.scalar(1)]);
  return g.add("Mul", [variance, g.add("Div", [n, others])]);
}
