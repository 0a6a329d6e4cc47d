import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelProto } from "onnx-buf";
import type { Tensor } from "onnxruntime-node";
import { z } from "zod";
import { encodeOnnx } from "../encode-onnx.ts";
import { chosenDevice, type Device } from "./device.ts";
import { deviceSessionOptions } from "./device-session-options.ts";

/** What onnxruntime's profile says of the nodes that it ran, as far as it is read here. */
const profileSchema = z.array(
  z.object({
    name: z.string(),
    args: z.looseObject({ provider: z.string().optional(), op_name: z.string().optional() }).optional(),
  }),
);

/** Operators with how many nodes of them ran, by the execution provider that ran them. */
export type NodePlacement = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Runs a model once and tells where its nodes ran: `{ WebGpuExecutionProvider: { MatMul: 12 }, CPUExecutionProvider: { … } }`.
 * What a device cannot compute onnxruntime gives to the CPU, with copies there and back, and says nothing. Operators are
 * those that onnxruntime made of the model's: MatMul and Add may be one FusedMatMul.
 *
 * @param feeds all inputs, weights included
 * @param device default: the one chosen for the run
 */
export async function nodePlacement(
  model: ModelProto,
  feeds: Readonly<Record<string, Tensor>>,
  device: Device = chosenDevice(),
): Promise<NodePlacement> {
  const { InferenceSession } = await import("onnxruntime-node");
  const folder = await mkdtemp(join(tmpdir(), "profile-"));
  try {
    const session = await InferenceSession.create(encodeOnnx(model), {
      ...deviceSessionOptions(device, { fallback: true }),
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
    });
    try {
      await session.run(feeds);
    } finally {
      session.endProfiling();
      await session.release();
    }
    return counted(await profileIn(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function profileIn(folder: string): Promise<z.output<typeof profileSchema>> {
  const [file = ""] = await readdir(folder);
  return profileSchema.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
}

function counted(events: z.output<typeof profileSchema>): NodePlacement {
  const placement: Record<string, Record<string, number>> = {};
  for (const { name, args } of events) {
    const { provider, op_name: operator } = args ?? {};
    if (!provider || !operator || !name.endsWith("_kernel_time")) continue;
    placement[provider] ??= {};
    const counts = placement[provider];
    counts[operator] = (counts[operator] ?? 0) + 1;
  }
  return placement;
}
