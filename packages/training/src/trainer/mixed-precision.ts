import type { MixedPrecision } from "@llm-course/onnx";
import type { TrainingArguments } from "./training-arguments.ts";

/** The precision of products that arguments ask for. */
export function mixedPrecision({ fp16, bf16 }: Pick<TrainingArguments, "fp16" | "bf16">): MixedPrecision {
  if (fp16) return "fp16";
  return bf16 ? "bf16" : "no";
}
