import type { AdamWGroup, Parameter } from "@llm-course/onnx";
import type { TrainingArguments } from "./training-arguments.ts";

/**
 * Groups for AdamW: parameters that decay, and those that do not: biases and the weights of norms, which are all
 * that have one dimension.
 */
export function parameterGroups(
  parameters: ReadonlyMap<string, Parameter>,
  {
    learningRate,
    weightDecay,
    adamBeta1,
    adamBeta2,
    adamEpsilon,
  }: Pick<TrainingArguments, "learningRate" | "weightDecay" | "adamBeta1" | "adamBeta2" | "adamEpsilon">,
): AdamWGroup[] {
  const trainable = [...parameters.values()].filter((parameter) => parameter.trainable);
  const names = (decays: boolean) =>
    trainable.filter(({ shape }) => shape.length > 1 === decays).map(({ name }) => name);
  const settings = { learningRate, betas: [adamBeta1, adamBeta2] as [number, number], epsilon: adamEpsilon };
  const groups = [
    { ...settings, weightDecay, parameters: names(true) },
    { ...settings, weightDecay: 0, parameters: names(false) },
  ];
  return groups.filter(({ parameters }) => parameters.length > 0);
}
