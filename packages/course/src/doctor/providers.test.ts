import { expect, it } from "vitest";
import { providersCheck } from "./providers.ts";

const text = async (cuda: boolean, platform: string) =>
  (await providersCheck(async () => ({ bundled: ["cpu", "webgpu"], cuda, platform })).run()).text;

it("lists the providers and how to add CUDA where there is a build of it", async () => {
  expect(await text(false, "linux-x64")).toBe("cpu, webgpu; to add cuda: course gpu");
  expect(await text(true, "linux-x64")).toBe("cpu, webgpu, cuda");
  expect(await text(false, "win32-x64")).toBe("cpu, webgpu");
});

it("finds the CPU provider here", async () => {
  expect((await providersCheck().run()).text).toMatch(/^cpu\b/);
});
