import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingLibraries, parseMissing } from "./missing-libraries.ts";
import { runtimeFolder } from "./runtime-folder.ts";

it("reads what ldd could not find, each name once", () => {
  const output = [
    "\tlinux-vdso.so.1 (0x00007ffc)",
    "\tlibcudart.so.12 => not found",
    "\tlibcudnn.so.9 => not found",
    "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)",
    "\tlibcudart.so.12 => not found",
  ].join("\n");
  expect(parseMissing(output)).toEqual(["libcudart.so.12", "libcudnn.so.9"]);
});

describe.skipIf(process.platform !== "linux")("on Linux (skipped elsewhere: ldd is glibc's)", () => {
  it("finds nothing missing for the runtime that runs here", async () => {
    expect(await missingLibraries(join(runtimeFolder, "libonnxruntime.so.1"))).toEqual([]);
  });
});
