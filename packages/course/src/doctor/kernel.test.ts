import { expect, it } from "vitest";
import { kernelCheck } from "./kernel.ts";

const spec = {
  name: "typescript",
  display_name: "TypeScript",
  language: "typescript",
  interrupt_mode: "message" as const,
  env: {},
};

it("gets an answer from the kernel of this repository", async () => {
  expect(await kernelCheck().run()).toEqual({
    status: "ok",
    text: expect.stringMatching(/^TypeScript \(LLM course\) answers in [\d.]+ s: typescript$/),
  });
});

it("fails when the Node it names is missing", async () => {
  const check = kernelCheck(async () => ({ ...spec, argv: ["/nowhere/node"] }));
  expect(await check.run()).toEqual({
    status: "fail",
    text: "the kernel's Node is missing: /nowhere/node",
    mend: "run: npx -y pnpm@12 install --force",
  });
});

it("throws, as a failure of doctor, when the kernel ends without an answer", async () => {
  const argv = [process.execPath, "-e", "process.exit(7)", "{connection_file}"];
  await expect(kernelCheck(async () => ({ ...spec, argv })).run()).rejects.toThrow(/exited with code 7/);
});
