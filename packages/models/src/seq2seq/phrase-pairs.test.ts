import { expect, test } from "vitest";
import { phrasePairs } from "./phrase-pairs.ts";

test("phrases are the spans that translate each other", () => {
  const adjectives = { blue: "bleue", big: "grosse", old: "vieille", new: "neuve" };
  const nouns = { house: "maison", flower: "fleur", car: "voiture", bird: "mésange" };
  const pairs = Object.entries(nouns).flatMap(([noun, nom]) => [
    { source: `the ${noun}`, target: `la ${nom}` },
    { source: `a ${noun}`, target: `une ${nom}` },
    ...Object.entries(adjectives).flatMap(([adjective, adjectif]) => [
      { source: `the ${adjective} ${noun}`, target: `la ${nom} ${adjectif}` },
      { source: `it is ${adjective}`, target: `elle est ${adjectif}` },
    ]),
  ]);
  const found = new Map(phrasePairs(pairs).map(({ source, target }) => [source, target]));
  expect(found.get("house")).toBe("maison");
  expect(found.get("blue")).toBe("bleue");
  expect(found.get("the blue house")).toBe("la maison bleue");
  // Its French is split by a word that belongs to "blue".
  expect(found.has("the blue")).toBe(false);
});
