import { z } from "zod";
import { UnknownDeviceError } from "../errors.ts";

/** The processors onnxruntime-node has execution providers for. */
export const device = z.enum(["cpu", "cuda", "webgpu", "coreml", "dml"]);

export type Device = z.infer<typeof device>;

/**
 * The device chosen for this process by COURSE_DEVICE, which `course run --device` sets; the CPU when none is.
 *
 * @throws UnknownDeviceError for a device that does not exist
 */
export function chosenDevice(name = process.env.COURSE_DEVICE): Device {
  const found = device.safeParse(name || "cpu");
  if (found.success) return found.data;
  throw new UnknownDeviceError(name ?? "", device.options);
}
