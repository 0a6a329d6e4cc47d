import { open } from "node:fs/promises";
import { chosenDevice, type ModelProto, readOnnx } from "@llm-course/onnx";
import { fuseAttention } from "./fuse-attention.ts";

/** Larger files are opened where they are: a fused graph goes through memory. */
const largestFile = 2 ** 30;

/** On the CPU, a graph built here with its attention fused; any other as it is. */
export async function fusedModel(model: ModelProto | string): Promise<ModelProto | string> {
  if (chosenDevice() !== "cpu") return model;
  if (typeof model !== "string") return (await fuseAttention(model)) ?? model;
  return (await isBuiltHere(model)) ? ((await fuseAttention(await readOnnx(model))) ?? model) : model;
}

/** Who wrote a file is in its first bytes; the weights of others need not be read to find out. */
async function isBuiltHere(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(32));
  return buffer.subarray(0, bytesRead).includes("llm-course") && (await file.stat()).size <= largestFile;
}
