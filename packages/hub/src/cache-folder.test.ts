import { isAbsolute, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

test("COURSE_CACHE names the folder, relative to where the process runs", () => {
  expect(cacheFolder("models", { COURSE_CACHE: "cache" })).toBe(join(resolve("cache"), "models"));
});

test("without it, or with an empty one, it is a folder of the system's cache", () => {
  const folder = cacheFolder("models", {});
  expect(isAbsolute(folder)).toBe(true);
  expect(folder).toMatch(/llm-course/);
  expect(cacheFolder("models", { COURSE_CACHE: " " })).toBe(folder);
});
