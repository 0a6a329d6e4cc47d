import { describe, expect, it } from "vitest";
import { barPlot } from "./bar-plot.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

const bundle = async (value: Displayable) => value[jupyterDisplay]();

describe("barPlot", () => {
  it("writes each label with its value, and all of them in words", async () => {
    const shown = await bundle(
      barPlot({ bert: 0.91234, 'it\'s "gpt"': -0.5 }, { title: "Accuracy", valueLabel: "share" }),
    );
    expect(shown["text/plain"]).toBe('[plot: Accuracy: bert 0.912, it\'s "gpt" -0.5.]');
    const svg = String(shown["image/svg+xml"]);
    expect(svg).toContain(">bert\u20020.912<");
    expect(svg).toMatch(/>it's (?:"|&quot;)gpt(?:"|&quot;)\u2002−0\.5</);
    expect(svg).toContain(">share<");
  });

  it("keeps equal labels apart and the given order", async () => {
    const shown = await bundle(
      barPlot(
        [
          ["the", 0.2],
          ["a", 0.7],
          ["the", 0.1],
        ],
        { title: "T", format: ".0%" },
      ),
    );
    const svg = String(shown["image/svg+xml"]);
    expect([...svg.matchAll(/>(\w+\u2002\d+%)</g)].map((match) => match[1])).toEqual([
      "the\u200220%",
      "a\u200270%",
      "the\u200210%",
    ]);
    expect(svg.match(/aria-roledescription="bar"/g)?.length).toBe(3);
  });
});
