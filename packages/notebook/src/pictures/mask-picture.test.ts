import { describe, expect, it } from "vitest";
import { InvalidMediaError } from "../errors.ts";
import { type Displayable, jupyterDisplay, type MimeBundle } from "../mime-bundle.ts";
import { attentionMasks } from "./attention-masks.ts";
import { cachePicture } from "./cache-picture.ts";
import { maskPicture } from "./mask-picture.ts";

const bundle = (picture: Displayable) => picture[jupyterDisplay]() as MimeBundle;
const drawn = (mask: readonly (readonly boolean[])[]) =>
  mask.map((row) => row.map((looks) => (looks ? "#" : ".")).join(""));

describe("attentionMasks", () => {
  it("are those of the papers, by hand", () => {
    expect(drawn(attentionMasks.bidirectional(2, 3))).toEqual(["###", "###"]);
    expect(drawn(attentionMasks.causal(3))).toEqual(["#..", "##.", "###"]);
    expect(drawn(attentionMasks.local(5, { radius: 1 }))).toEqual([
      "##...",
      "###..",
      ".###.",
      "..###",
      "...##",
    ]);
    expect(drawn(attentionMasks.local(4, { radius: 0, global: [1] }))).toEqual([
      "##..",
      "####",
      ".##.",
      ".#.#",
    ]);
    expect(drawn(attentionMasks.lsh([0, 1, 0, 1]))).toEqual(["#.#.", ".#.#", "#.#.", ".#.#"]);
    expect(drawn(attentionMasks.lsh([0, 1, 0, 1], { causal: true }))).toEqual([
      "#...",
      ".#..",
      "#.#.",
      ".#.#",
    ]);
    expect(drawn(attentionMasks.axial(2, 2))).toEqual(["###.", "##.#", "#.##", ".###"]);
  });
});

describe("maskPicture", () => {
  it("draws a cell for each pair and says how many there are", () => {
    const mask = attentionMasks.causal(3);
    const shown = bundle(maskPicture([{ title: "decoder", mask, queries: ["a", "<b>", "c"] }]));
    expect(shown["text/plain"]).toBe("[picture: Which tokens look at which: decoder, 6 of 9 pairs.]");
    const svg = String(shown["image/svg+xml"]);
    expect(svg.match(/<rect [^>]*fill="#2b8acb"/g)).toHaveLength(6);
    expect(svg.match(/<rect [^>]*fill="none"/g)).toHaveLength(3);
    expect(svg.match(/>&#60;b&#62;</g)).toHaveLength(2);
  });

  it("refuses what is no mask, and labels that do not fit", () => {
    const picture = (mask: boolean[][], queries?: string[]) => () =>
      maskPicture([{ title: "x", mask, ...(queries && { queries }) }]);
    expect(picture([])).toThrow(InvalidMediaError);
    expect(picture([[true], []])).toThrow(InvalidMediaError);
    expect(picture([[true]], ["a", "b"])).toThrow('"x" needs 1 queries and 1 keys: 2 and 2');
  });
});

describe("cachePicture", () => {
  it("computes all tokens again without a cache, and each once with one", () => {
    const shown = bundle(cachePicture({ prompt: ["a", "b", "c"], generated: ["d", "e", "f"] }));
    expect(shown["text/plain"]).toBe(
      "[picture: Generating 3 tokens after 3: without a cache keys and values of 12 tokens computed; " +
        "with a cache keys and values of 5 tokens computed.]",
    );
    const svg = String(shown["image/svg+xml"]);
    expect(svg.match(/fill="url\(#cell-hatch\)"/g)).toHaveLength(3 + 4);
    expect(svg.match(/<rect [^>]*fill="#2b8acb"/g)).toHaveLength(12 + 5);
  });

  it("needs tokens", () => {
    expect(() => cachePicture({ prompt: [], generated: ["a"] })).toThrow(InvalidMediaError);
  });
});
