import { createReadStream } from "node:fs";
import type { ModelProto } from "@llm-course/onnx";

const operator = "GroupQueryAttention";

/**
 * Whether an exporter's decoder has onnxruntime's GroupQueryAttention: it is told only how many tokens the mask has, and takes
 * them for the first ones, so that a row padded on the left would read its padding.
 *
 * @param model a graph, or the path of an .onnx file, which is searched without being parsed
 */
export async function countsMask(model: ModelProto | string): Promise<boolean> {
  if (typeof model !== "string") return (model.graph?.node ?? []).some(({ opType }) => opType === operator);
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(model, { highWaterMark: 2 ** 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    if (bytes.includes(operator)) return true;
    rest = bytes.subarray(-operator.length);
  }
  return false;
}
