import { expect, it } from "vitest";
import { memoryCheck } from "./memory.ts";

const GiB = 2 ** 30;

it.each([
  [16 * GiB, 9.5 * GiB, "ok", "9.5 GiB of 16 GiB available, 4 GiB needed"],
  [8 * GiB, 3 * GiB, "warn", "3 GiB of 8 GiB available, 4 GiB needed"],
  [2 * GiB, 512 * 2 ** 20, "fail", "512 MiB of 2 GiB available, 4 GiB needed"],
])("of %i bytes with %i available: %s %s", (total, available, status, text) => {
  expect(memoryCheck({ total, available }).run()).toMatchObject({ status, text });
});

it("reads this machine's memory", async () => {
  expect((await memoryCheck().run()).text).toMatch(/^[\d.]+ [GM]iB of [\d.]+ GiB available/);
});
