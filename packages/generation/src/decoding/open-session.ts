import { deviceSessionOptions, encodeOnnx, type ModelProto } from "@llm-course/onnx";
import { InferenceSession } from "onnxruntime-node";

/** Opens a graph, or the .onnx file at a path, on the device chosen for the run. */
export async function openSession(model: ModelProto | string): Promise<InferenceSession> {
  // On a GPU the ids, integers of a few bytes, stay on the CPU. Weights that are no constants make onnxruntime warn.
  const options = { ...deviceSessionOptions(undefined, { fallback: true }), logSeverityLevel: 3 as const };
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(encodeOnnx(model), options);
}
