import { expect, it } from "vitest";
import { deviceSessionOptions } from "./device-session-options.ts";

it("forbids the CPU to take over for a device, unless asked", () => {
  const strict = { executionProviders: ["cuda"], extra: { session: { disable_cpu_ep_fallback: "1" } } };
  expect(deviceSessionOptions("cuda")).toEqual(strict);
  expect(deviceSessionOptions("cuda", { fallback: true })).toEqual({ executionProviders: ["cuda"] });
  expect(deviceSessionOptions("cpu")).toEqual({ executionProviders: ["cpu"] });
});
