// ResNet, https://arxiv.org/abs/1512.03385, with the module names of Hugging Face's ResNetModel.

import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { batchNorm, convolution } from "./convolution.ts";
import { buildImageModel } from "./image-model.ts";
import { type Intermediates, noIntermediates, recorded } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { parseResnetConfig, type ResnetConfig, reduction } from "./resnet-config.ts";

export const resnet: Architecture<ResnetConfig> = {
  modelType: "resnet",
  baseModelPrefix: "resnet",
  classes: { "feature-extraction": "ResNetModel", "image-classification": "ResNetForImageClassification" },
  parseConfig: parseResnetConfig,

  build(config, options) {
    const dim = config.hidden_sizes.at(-1) as number;
    const intermediates = noIntermediates();
    return buildImageModel(
      {
        ...{ name: "resnet", channels: config.num_channels, dim, classifier: "classifier.1" },
        labels: labelSettings("ResNet", config),
        intermediates,
        hiddenShape: ["batch_size", dim, "last_height", "last_width"],
        body(g, pixelValues) {
          const hidden = encoder(
            g.module("encoder"),
            embedder(g.module("embedder"), pixelValues, config),
            config,
            intermediates,
          );
          const pooled = () => g.add("Flatten", [g.add("GlobalAveragePool", [hidden])], { axis: 1 });
          return { hidden, pooled };
        },
      },
      options,
    );
  },

  initialization(config, parameter) {
    const { hidden_sizes } = config;
    if (parameter.startsWith("classifier."))
      return { kind: "uniform", bound: 1 / Math.sqrt(hidden_sizes.at(-1) as number) };
    if (/(bias|running_mean)$/.test(parameter)) return { kind: "zeros" };
    if (/(normalization\.weight|running_var)$/.test(parameter)) return { kind: "ones" };
    return { kind: "normal", std: Math.sqrt(2 / fanOut(config, parameter)) };
  },

  tied: () => new Map(),

  // Bicubic, and the mean and deviation of ImageNet's channels.
  preprocessor: ({ num_channels }) => ({
    image_processor_type: "ConvNextImageProcessor",
    size: { shortest_edge: 224 },
    ...{ crop_pct: 0.875, do_resize: true, resample: 3, do_rescale: true, rescale_factor: 1 / 255 },
    do_normalize: true,
    image_mean: num_channels === 3 ? [0.485, 0.456, 0.406] : new Array(num_channels).fill(0.5),
    image_std: num_channels === 3 ? [0.229, 0.224, 0.225] : new Array(num_channels).fill(0.5),
    do_convert_rgb: num_channels === 3,
  }),
};

/** The outputs that a weight of a convolution has a part in, for which it is initialised. https://arxiv.org/abs/1502.01852 */
function fanOut(config: ResnetConfig, parameter: string): number {
  const found = convolutions(config).find(({ name }) => parameter.endsWith(`${name}.convolution.weight`));
  const { outChannels = config.embedding_size, kernel = 7 } = found ?? {};
  return outChannels * kernel ** 2;
}

function embedder(g: GraphBuilder, pixelValues: string, config: ResnetConfig): string {
  const { num_channels: inChannels, embedding_size: outChannels } = config;
  const layer = { name: "embedder", inChannels, outChannels, kernel: 7, stride: 2 };
  const embedded = activations[config.hidden_act](g, convolutionLayer(g, pixelValues, layer));
  return g.add("MaxPool", [embedded], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
}

interface ConvolutionLayer {
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A residual layer: what is added up to its result, and what is added to it where the sizes change. */
interface ResidualLayer {
  readonly name: string;
  readonly layers: readonly ConvolutionLayer[];
  readonly shortcut: ConvolutionLayer | undefined;
  readonly endsStage: boolean;
}

/** Hidden states are those that each stage reads, and the last. */
function encoder(
  g: GraphBuilder,
  embedded: string,
  config: ResnetConfig,
  { hiddenStates }: Intermediates,
): string {
  const activation = (x: string) => activations[config.hidden_act](g, x);
  const shape = (channels: number) => {
    const stage = hiddenStates.length;
    return ["batch_size", channels, `height_${stage}`, `width_${stage}`];
  };
  let hidden = recorded(hiddenStates, embedded, shape(config.embedding_size));
  for (const { layers, shortcut, endsStage } of residualLayers(config)) {
    const kept = shortcut ? convolutionLayer(g, hidden, shortcut) : hidden;
    for (const [i, layer] of layers.entries())
      hidden = convolutionLayer(g, i === 0 ? hidden : activation(hidden), layer);
    hidden = activation(g.add("Add", [hidden, kept]));
    if (endsStage) recorded(hiddenStates, hidden, shape(layers.at(-1)?.outChannels as number));
  }
  return hidden;
}

function convolutionLayer(parent: GraphBuilder, x: string, layer: ConvolutionLayer): string {
  const { name, inChannels, outChannels, kernel, stride } = layer;
  const g = parent.module(name);
  const convolved = convolution(g.module("convolution"), x, inChannels, outChannels, { kernel, stride });
  return batchNorm(g.module("normalization"), convolved, outChannels);
}

/** All of the encoder's, by name. */
function convolutions(config: ResnetConfig): ConvolutionLayer[] {
  return residualLayers(config).flatMap(({ layers, shortcut }) => [
    ...layers,
    ...(shortcut ? [shortcut] : []),
  ]);
}

function residualLayers(config: ResnetConfig): ResidualLayer[] {
  const { embedding_size, hidden_sizes, depths, downsample_in_first_stage } = config;
  return hidden_sizes.flatMap((outChannels, stage) =>
    Array.from({ length: depths[stage] as number }, (_, i) => {
      const inChannels = i > 0 ? outChannels : (hidden_sizes[stage - 1] ?? embedding_size);
      const stride = i === 0 && (stage > 0 || downsample_in_first_stage) ? 2 : 1;
      const name = `stages.${stage}.layers.${i}`;
      const shortcut = { name: `${name}.shortcut`, inChannels, outChannels, kernel: 1, stride };
      return {
        name,
        layers: stacked(`${name}.layer`, config, { inChannels, outChannels, stride }),
        endsStage: i + 1 === depths[stage],
        shortcut: inChannels !== outChannels || stride !== 1 ? shortcut : undefined,
      };
    }),
  );
}

/** Two convolutions, or in a bottleneck one between two that make it narrower and wide again. */
function stacked(
  name: string,
  { layer_type, downsample_in_bottleneck }: ResnetConfig,
  { inChannels, outChannels, stride }: Pick<ConvolutionLayer, "inChannels" | "outChannels" | "stride">,
): ConvolutionLayer[] {
  const narrow = outChannels / reduction;
  const [first, second] = downsample_in_bottleneck ? [stride, 1] : [1, stride];
  const sizes =
    layer_type === "basic"
      ? [
          { inChannels, outChannels, kernel: 3, stride },
          { inChannels: outChannels, outChannels, kernel: 3, stride: 1 },
        ]
      : [
          { inChannels, outChannels: narrow, kernel: 1, stride: first },
          { inChannels: narrow, outChannels: narrow, kernel: 3, stride: second },
          { inChannels: narrow, outChannels, kernel: 1, stride: 1 },
        ];
  return sizes.map((layer, i) => ({ name: `${name}.${i}`, ...layer }));
}
