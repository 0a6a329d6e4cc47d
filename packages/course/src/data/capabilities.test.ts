import { expect, it } from "vitest";
import { capabilities } from "./capabilities.ts";

it("lists 259 capabilities with unique ids", () => {
  expect(capabilities).toHaveLength(259);
  expect(new Set(capabilities.map((row) => row.id)).size).toBe(259);
});

it("numbers the ids of each chapter from 01 without a gap", () => {
  for (let chapter = 0; chapter <= 13; chapter++) {
    const ids = capabilities.filter((row) => row.chapter === chapter).map((row) => row.id);
    const prefix = `C${String(chapter).padStart(2, "0")}-`;
    expect(ids).toEqual(ids.map((_, index) => prefix + String(index + 1).padStart(2, "0")));
    expect(ids.length).toBeGreaterThan(0);
  }
});
