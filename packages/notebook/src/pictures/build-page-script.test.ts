import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildPageScript, builtScript, pageScripts } from "./build-page-script.ts";

describe.each(pageScripts)("the script of %s", (name) => {
  const built = readFileSync(builtScript(name), "utf8");

  it("is what its sources give; if not, run write-page-scripts.ts", () => {
    expect(built).toBe(`${buildPageScript(name)}\n`);
  });

  it("is one expression that can stand in a script element, and loads and evaluates nothing", () => {
    expect(() => new Function(`return (${built})`)).not.toThrow();
    expect(built).not.toMatch(
      /<\/script|<!--|\bimport\b|\bfetch\b|\beval\b|innerHTML|\b(?:window|globalThis)\b/i,
    );
  });
});
