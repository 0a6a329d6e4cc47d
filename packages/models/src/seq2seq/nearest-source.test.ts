import { expect, test } from "vitest";
import { shuffle } from "../corpora/shuffle.ts";
import { nearestSource } from "./nearest-source.ts";

test("the text that shares most words is the one that comparing with all of them finds", () => {
  const words = "a b c d e f g h i j".split(" ");
  const texts = Array.from({ length: 60 }, (_, seed) =>
    shuffle(words, seed)
      .slice(0, 2 + (seed % 5))
      .join(" "),
  );
  const nearest = nearestSource(texts);
  for (let seed = 100; seed < 140; seed++) {
    const text = shuffle(words, seed).slice(0, 4).join(" ").toUpperCase();
    const own = new Set(text.toLowerCase().split(" "));
    const similarities = texts.map((other) => {
      const set = new Set(other.split(" "));
      return own.intersection(set).size / own.union(set).size;
    });
    expect(nearest(text)).toBe(similarities.indexOf(Math.max(...similarities)));
  }
});
