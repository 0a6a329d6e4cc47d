import { expect, it } from "vitest";
import { platformCheck } from "./platform.ts";

it.each([
  ["linux", "x64", "glibc"],
  ["linux", "arm64", "glibc"],
  ["darwin", "arm64", null],
  ["win32", "x64", null],
])("accepts %s %s %s", (platform, arch, libc) => {
  expect(platformCheck({ platform, arch, libc }).run()).toMatchObject({ status: "ok" });
});

it.each([
  ["musl", { platform: "linux", arch: "x64", libc: "musl" }, /bookworm/],
  ["an Intel Mac", { platform: "darwin", arch: "x64", libc: null }, /Apple silicon/],
  ["32 bits", { platform: "win32", arch: "ia32", libc: null }, /dev container/],
  ["another system", { platform: "freebsd", arch: "x64", libc: null }, /dev container/],
])("fails on %s and says what to use", (_, facts, mend) => {
  expect(platformCheck(facts).run()).toMatchObject({ status: "fail", mend: expect.stringMatching(mend) });
});

it("warns on Windows for Arm, where npm has no Node 24", () => {
  const facts = { platform: "win32", arch: "arm64", libc: null };
  expect(platformCheck(facts).run()).toMatchObject({ status: "warn", mend: expect.stringContaining("x64") });
});
