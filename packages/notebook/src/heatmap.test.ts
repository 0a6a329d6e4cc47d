import { describe, expect, it } from "vitest";
import { heatmap } from "./heatmap.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

const bundle = async (value: Displayable) => value[jupyterDisplay]();
const svgOf = async (value: Displayable) => String((await bundle(value))["image/svg+xml"]);
const cells = (svg: string) => svg.match(/aria-roledescription="rect mark"/g)?.length ?? 0;

describe("heatmap", () => {
  it("draws a cell for each value, with repeated labels apart", async () => {
    const shown = await bundle(
      heatmap(
        [
          [1, 0.5],
          [0.25, 1],
        ],
        { title: "Attention", rows: ["the", "the"] },
      ),
    );
    const svg = String(shown["image/svg+xml"]);
    expect(cells(svg)).toBe(4);
    expect(svg.match(/>the</g)?.length).toBe(4);
    for (const value of ["1.00", "0.50", "0.25"]) expect(svg).toContain(`>${value}<`);
    expect(shown["text/plain"]).toBe("[plot: Attention: 2 rows by 2 columns, from 0.25 to 1.]");
  });

  it("takes tensors and whole numbers", async () => {
    const svg = await svgOf(
      heatmap({ dims: [1, 3], data: new BigInt64Array([1n, 20n, 3n]) }, { title: "T" }),
    );
    expect(cells(svg)).toBe(3);
    expect(svg).toContain(">20<");
  });

  it("leaves out the text of large matrices, and cells without a finite value", async () => {
    const wide = await svgOf(heatmap([Array.from({ length: 13 }, (_, i) => i + 0.5)], { title: "T" }));
    expect(wide).not.toContain(">3.50<");
    const gap = await svgOf(heatmap([[Number.NaN, 1]], { title: "T" }));
    expect(cells(gap)).toBe(1);
    expect(gap).not.toContain("NaN");
  });

  it("draws a matrix of one value, and of none that is finite", async () => {
    expect(cells(await svgOf(heatmap([[0, 0]], { title: "T" })))).toBe(2);
    expect(cells(await svgOf(heatmap([[-3]], { title: "T" })))).toBe(1);
    expect(cells(await svgOf(heatmap([[Number.NaN]], { title: "T" })))).toBe(0);
  });

  it("refuses labels that are not as many as rows", () => {
    expect(() => heatmap([[1, 2]], { title: "T", rows: ["a", "b"] })).toThrow(
      "1 rows or columns need as many labels: 2",
    );
  });

  it("colours by the given domain", async () => {
    const shown = await bundle(heatmap([[0.5]], { title: "T", domain: [-1, 1] }));
    expect(shown["text/plain"]).toBe("[plot: T: 1 rows by 1 columns, from -1 to 1.]");
  });
});
