import { GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import type { BuildOptions } from "./architecture.ts";
import { type Intermediates, outputIntermediates } from "./intermediates.ts";
import type { LabelSettings } from "./label-settings.ts";
import { linear } from "./layers.ts";
import { classificationLoss } from "./losses.ts";

/** A model that reads images, without its head. */
export interface ImageModel {
  /** The `model_type`, which is also what a checkpoint with a head puts before the names of the base model. */
  readonly name: string;
  readonly channels: number;
  /** Height and width of the images; where it is left out, any. */
  readonly imageSize?: number;
  readonly labels: LabelSettings;
  /** The last hidden states, and what a whole image is classified by, [batch, dim]. */
  readonly body: (
    base: GraphBuilder,
    pixelValues: string,
  ) => { readonly hidden: string; readonly pooled: () => string };
  readonly dim: number;
  readonly hiddenShape: readonly (string | number)[];
  /** Filled by `body`. */
  readonly intermediates: Intermediates;
  /** The linear layer of the head. */
  readonly classifier: string;
}

/** Reads `pixel_values`, float32 [batch, channels, height, width], as transformers.js' image processors give them. */
export function buildImageModel(model: ImageModel, options: BuildOptions): TrainableModel {
  const { task, labels = false, labelSmoothing } = options;
  const { name, channels, imageSize, labels: settings, dim, classifier } = model;
  const g = new GraphBuilder(name);
  const size = [imageSize ?? "height", imageSize ?? "width"];
  const pixelValues = g.input("pixel_values", "float32", ["batch_size", channels, ...size]);
  const isBase = task === "feature-extraction";
  const { hidden, pooled } = model.body(isBase ? g : g.module(name), pixelValues);
  if (isBase) g.output("last_hidden_state", hidden, "float32", model.hiddenShape);
  else {
    const logits = linear(g.module(classifier), pooled(), dim, settings.numLabels);
    g.output("logits", logits, "float32", ["batch_size", settings.numLabels]);
    if (labels) g.output("loss", classificationLoss(g, logits, settings, labelSmoothing), "float32", []);
  }
  outputIntermediates(g, model.intermediates, options);
  return g.build();
}
