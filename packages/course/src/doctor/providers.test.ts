import { expect, it } from "vitest";
import { providersCheck } from "./providers.ts";

const text = async (installed: string[], platform: string) =>
  (await providersCheck(async () => ({ installed, platform })).run()).text;

it("lists the providers and how to add CUDA where there is a build of it", async () => {
  expect(await text(["cpu", "webgpu"], "linux-x64")).toBe("cpu, webgpu; to add cuda: course gpu");
  expect(await text(["cpu", "cuda", "webgpu"], "linux-x64")).toBe("cpu, cuda, webgpu");
  expect(await text(["cpu", "webgpu"], "win32-x64")).toBe("cpu, webgpu");
});

it("finds the CPU provider here", async () => {
  expect((await providersCheck().run()).text).toMatch(/^cpu\b/);
});
