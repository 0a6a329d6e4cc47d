import { expect, it } from "vitest";
import { chosenDevice } from "./device.ts";

it("takes the chosen device, the CPU when none is chosen, and refuses what is none", () => {
  expect(chosenDevice("webgpu")).toBe("webgpu");
  expect(chosenDevice("")).toBe("cpu");
  expect(() => chosenDevice("gpu")).toThrow("unknown device, expected cpu, cuda, webgpu, coreml, dml: gpu");
});
