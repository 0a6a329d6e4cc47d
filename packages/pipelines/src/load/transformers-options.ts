import type { DeviceType } from "@huggingface/transformers";
import type { PipelineOptions } from "./pipeline-options.ts";

/** How transformers.js loads a folder. */
export async function transformersOptions({ dtype = "fp32" }: PipelineOptions) {
  // Which device is none is known there; it takes longer to load than a small model.
  const device = process.env.COURSE_DEVICE ? (await import("@llm-course/onnx")).chosenDevice() : "cpu";
  return { dtype, device: device as DeviceType, local_files_only: true } as const;
}
