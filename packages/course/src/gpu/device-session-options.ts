import type { InferenceSession } from "onnxruntime-node";
import type { Device } from "./device.ts";

/**
 * Session options that put a whole graph on one device.
 *
 * onnxruntime runs on the CPU, silently, every node that a device cannot take. Here that is an error when the session
 * is created: a figure measured "on the GPU" is from the GPU. Pass `{ fallback: true }` to let the CPU take the rest.
 */
export function deviceSessionOptions(
  device: Device,
  { fallback = false }: { fallback?: boolean } = {},
): InferenceSession.SessionOptions {
  if (device === "cpu" || fallback) return { executionProviders: [device] };
  return { executionProviders: [device], extra: { session: { disable_cpu_ep_fallback: "1" } } };
}
