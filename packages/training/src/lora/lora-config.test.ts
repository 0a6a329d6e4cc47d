import { expect, test } from "vitest";
import { LoraConfigError } from "./errors.ts";
import { parseLoraConfig } from "./lora-config.ts";

test("has PEFT's defaults", () => {
  expect(parseLoraConfig({})).toEqual({
    r: 8,
    loraAlpha: 8,
    loraDropout: 0,
    bias: "none",
    useRslora: false,
    rankPattern: {},
    alphaPattern: {},
  });
});

test.each([
  [{ rank: 4 }, "unknown setting: rank"],
  [{ r: 0 }, /r: .*, given 0/],
  [{ loraDropout: 1 }, /loraDropout: .*, given 1/],
  [{ bias: "some" }, /bias: .*, given "some"/],
  [{ targetModules: "(" }, /targetModules: .*, given "\("/],
  [{ targetModules: /query/i }, /targetModules/],
  [{ targetModules: "all-linear", layersToTransform: 1 }, "layersToTransform needs targetModules as a list"],
  [{ layersPattern: "h" }, "layersPattern needs layersToTransform"],
])("refuses %o", (settings, message) => {
  expect(() => parseLoraConfig(settings)).toThrow(LoraConfigError);
  expect(() => parseLoraConfig(settings)).toThrow(message);
});
