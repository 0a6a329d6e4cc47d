import { z } from "zod";

/** The processors onnxruntime-node has execution providers for. */
export const device = z.enum(["cpu", "cuda", "webgpu", "coreml", "dml"]);

export type Device = z.infer<typeof device>;
