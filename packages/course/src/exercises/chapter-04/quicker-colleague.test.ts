import { afterEach, expect, test, vi } from "vitest";
import { withQuickerColleague } from "./quicker-colleague.ts";

const original = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = original;
});

const recording = () => {
  const order: string[] = [];
  globalThis.fetch = vi.fn(async (name) => {
    order.push(String(name));
    return new Response();
  });
  const work = async () => {
    for (const name of ["one", "two", "three"]) {
      await fetch(name);
      order.push(`${name} seen`);
    }
  };
  return { order, work };
};

test("a colleague comes between an answer and who waits for it, once", async () => {
  const { order, work } = recording();
  expect(await withQuickerColleague(2, () => fetch("colleague"), work)).toBe(true);
  expect(order).toEqual(["one", "one seen", "two", "colleague", "two seen", "three", "three seen"]);
});

test("nobody comes after a request that there is not", async () => {
  const { order, work } = recording();
  expect(await withQuickerColleague(4, () => fetch("colleague"), work)).toBe(false);
  expect(order).not.toContain("colleague");
});

test("fetch is as before, also after an error", async () => {
  recording();
  const before = globalThis.fetch;
  await expect(
    withQuickerColleague(
      1,
      async () => {},
      () => Promise.reject(new Error("no")),
    ),
  ).rejects.toThrow("no");
  expect(globalThis.fetch).toBe(before);
});
