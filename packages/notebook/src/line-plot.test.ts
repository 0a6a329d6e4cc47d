import { describe, expect, it } from "vitest";
import { linePlot } from "./line-plot.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

const bundle = async (value: Displayable) => value[jupyterDisplay]();

describe("linePlot", () => {
  it("says in words how each series goes", async () => {
    const shown = await bundle(
      linePlot({ train: [3, 2, 1.23456], test: new Float32Array([4, Number.NaN]) }, { title: "Loss" }),
    );
    expect(shown["text/plain"]).toBe(
      "[plot: Loss: train from 3 to 1.23 over 3 points; test from 4 to 4 over 1 points.]",
    );
    const svg = String(shown["image/svg+xml"]);
    expect(svg.match(/aria-roledescription="line mark"/g)?.length).toBe(2);
    expect(svg).toContain("stroke-dasharray");
    for (const name of ["train", "test", "step"]) expect(svg).toContain(`>${name}<`);
  });

  it("places points where they are, on a logarithmic scale too", async () => {
    const points = [
      [0.5, 0.1],
      [2.5, 100],
    ] as const;
    const shown = await bundle(
      linePlot({ loss: points }, { title: "T", yScale: "log", xLabel: "epoch", yLabel: "loss" }),
    );
    expect(shown["application/vnd.vegalite.v5+json"]).toMatchObject({
      data: {
        values: [
          { series: "loss", x: 0.5, y: 0.1 },
          { series: "loss", x: 2.5, y: 100 },
        ],
      },
      encoding: { y: { scale: { type: "log" } } },
    });
    expect(String(shown["image/svg+xml"])).toContain(">epoch<");
  });

  it("draws nothing from nothing", async () => {
    expect((await bundle(linePlot({ a: [] }, { title: "T" })))["text/plain"]).toBe(
      "[plot: T: a without values.]",
    );
    expect((await bundle(linePlot({}, { title: "T", description: "nothing yet" })))["text/plain"]).toBe(
      "[plot: T: nothing yet]",
    );
  });
});
