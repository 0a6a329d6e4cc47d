import { chosenDevice, type Device, type MixedPrecision } from "@llm-course/onnx";
import { z } from "zod";
import { UnsupportedPrecisionError } from "../trainer/errors.ts";
import { LaunchConfigError } from "./errors.ts";

/** By which a launch tells its processes. */
export const accumulationStepsVariable = "ACCELERATE_GRADIENT_ACCUMULATION_STEPS";

export interface AcceleratorOptions {
  /** Batches whose gradients make one step of the optimizer. Default: what the launch says, else 1. */
  readonly gradientAccumulationSteps?: number;
  /** Of products; "fp16" is for the Trainer, which scales the loss. Default: "no". */
  readonly mixedPrecision?: MixedPrecision;
  /** Default: the one chosen by COURSE_DEVICE, else the CPU. */
  readonly device?: Device;
}

/**
 * @throws LaunchConfigError for a number of steps that is none
 * @throws UnsupportedPrecisionError for fp16
 */
export function acceleratorSettings(options: AcceleratorOptions): {
  gradientAccumulationSteps: number;
  device: Device;
  mixedPrecision: MixedPrecision;
} {
  const { device = chosenDevice(), mixedPrecision = "no" } = options;
  if (mixedPrecision === "fp16") throw new UnsupportedPrecisionError(mixedPrecision, device);
  const steps = options.gradientAccumulationSteps ?? process.env[accumulationStepsVariable] ?? 1;
  const { data, error } = z.coerce.number().int().positive().safeParse(steps, { reportInput: true });
  if (error) throw new LaunchConfigError("gradientAccumulationSteps of the accelerator", error);
  return { gradientAccumulationSteps: data, device, mixedPrecision };
}
