import * as crypto from "node:crypto";
import { expect, test, vi } from "vitest";
import { sameSecret } from "./same-secret.ts";

vi.mock("node:crypto", async (original) => {
  const actual = await original<typeof crypto>();
  return { ...actual, timingSafeEqual: vi.fn(actual.timingSafeEqual) };
});

test("each secret is compared in constant time, also after the right one", () => {
  const secrets = ["first-secret", "second-secret", "a-much-longer-third-secret"];
  for (const [given, found] of [
    ["first-secret", true],
    ["a-much-longer-third-secret", true],
    ["first-secre", false],
    ["", false],
  ] as const) {
    vi.mocked(crypto.timingSafeEqual).mockClear();
    expect(sameSecret(given, secrets)).toBe(found);
    expect(crypto.timingSafeEqual).toHaveBeenCalledTimes(secrets.length);
  }
});
