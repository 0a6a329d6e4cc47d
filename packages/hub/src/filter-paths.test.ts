import { describe, expect, it } from "vitest";
import recorded from "../test/fixtures/fnmatch.json" with { type: "json" };
import { filterPaths } from "./filter-paths.ts";

const entries = recorded.paths.map((path) => ({ path }));
const names = (kept: { path: string }[]) => kept.map(({ path }) => path);

describe("filterPaths", () => {
  it.each(Object.entries(recorded.matches))("reads %j as Python's fnmatch does", (pattern, expected) => {
    expect(names(filterPaths(entries, { allowPatterns: [pattern] }))).toEqual(expected);
    const others = recorded.paths.filter((path) => !(expected as string[]).includes(path));
    expect(names(filterPaths(entries, { ignorePatterns: [pattern] }))).toEqual(others);
  });

  it("keeps all without patterns, none with an empty list, and lets ignore win", () => {
    expect(filterPaths(entries, {})).toEqual(entries);
    expect(filterPaths(entries, { allowPatterns: [] })).toEqual([]);
    expect(names(filterPaths(entries, { allowPatterns: ["*.json", "x"], ignorePatterns: ["c*"] }))).toEqual([
      "x",
    ]);
  });
});
