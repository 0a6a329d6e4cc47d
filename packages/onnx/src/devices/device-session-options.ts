import type { InferenceSession } from "onnxruntime-node";
import { chosenDevice, type Device } from "./device.ts";

/**
 * Session options that put a whole graph on one device.
 *
 * onnxruntime runs on the CPU, silently, every node that a device cannot take. Here that is an error when the session
 * is created: a figure measured "on the GPU" is from the GPU. Pass `{ fallback: true }` to let the CPU take the rest.
 * onnxruntime counts the few nodes that compute shapes, too, which it puts on the CPU on purpose.
 *
 * @param device default: the one chosen for the run (`course run --device`, or COURSE_DEVICE)
 */
export function deviceSessionOptions(
  device: Device = chosenDevice(),
  { fallback = false }: { fallback?: boolean } = {},
): InferenceSession.SessionOptions {
  if (device === "cpu" || fallback) return { executionProviders: [device] };
  return { executionProviders: [device], extra: { session: { disable_cpu_ep_fallback: "1" } } };
}
