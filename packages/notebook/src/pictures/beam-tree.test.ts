import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { InvalidMediaError } from "../errors.ts";
import { jupyterDisplay, type MimeBundle } from "../mime-bundle.ts";
import { beamTree } from "./beam-tree.ts";
import type { BeamRun } from "./shared/beam-run.ts";
import { beamTreeContent } from "./shared/beam-tree-content.ts";

const run: BeamRun = {
  ...{ numBeams: 2, prompt: "A <b>", best: 3 },
  nodes: [
    { parent: -1, step: 1, token: " <img src=x>", score: -0.5, state: "beam" },
    { parent: -1, step: 1, token: " dog", score: -0.9, state: "beam" },
    { parent: -1, step: 1, token: " cow", score: -3, state: "pruned" },
    { parent: 1, step: 2, token: "!", score: -1, state: "finished", finalScore: -0.5 },
  ],
};
const parse = (markup: string) => parseHTML(`<html><body>${markup}</body></html>`).document;
const marks = (step: number) => {
  const groups = [...parse(`<svg>${beamTreeContent(run, step).content}</svg>`).querySelectorAll("g")];
  return groups.map((group) => [...group.querySelectorAll("text")].map((text) => text.textContent));
};

describe("beamTree", () => {
  it("draws what there is after a step, and what has become of it", () => {
    expect(marks(1)).toEqual([
      ["␣<img␣src=x>", "-0.50", "●"],
      ["␣dog", "-0.90", "●"],
      ["␣cow", "-3.00", "✕"],
    ]);
    expect(marks(2)).toEqual([
      ["␣<img␣src=x>", "-0.50", "✕"],
      ["␣dog", "-0.90", "●"],
      ["␣cow", "-3.00", "✕"],
      ["!", "-1.00 → -0.50", "★"],
    ]);
  });

  it("says what was found, and escapes texts", () => {
    const shown = beamTree([run])[jupyterDisplay]() as MimeBundle;
    expect(shown["text/plain"]).toBe(
      '[picture: The tree of a search with 2 beams and 2 steps after "A <b>"; it found "␣dog!", score -0.50.]',
    );
    for (const type of ["text/html", "image/svg+xml"]) expect(shown[type]).not.toMatch(/<img src=x|<b>/);
  });

  it("refuses no run, and one without an end", () => {
    expect(() => beamTree([])).toThrow(InvalidMediaError);
    expect(() => beamTree([run], { shown: 1 })).toThrow("from 0 to 0: 1");
    expect(() => beamTree([{ ...run, best: -1 }])).toThrow(InvalidMediaError);
  });
});
