import { describe, expect, test } from "vitest";
import { randomIntegers } from "../statistics/random.ts";
import { type Entity, lenientEntities } from "./lenient-entities.ts";
import { detectScheme, type Scheme, schemeNames, schemes, strictEntities } from "./schemes.ts";
import { parseTag, type Tag } from "./tag.ts";

const draw = randomIntegers(9);

function someEntities(): { entities: Entity[]; length: number } {
  const entities: Entity[] = [];
  const length = 1 + draw(12);
  for (let start = 0; start < length; ) {
    const end = Math.min(length, start + 1 + draw(3));
    if (draw(3) > 0) entities.push({ type: ["PER", "LOC"][draw(2)] as string, start, end });
    start = end;
  }
  return { entities, length };
}

/** Writes entities as the scheme's definition says. */
function write(entities: readonly Entity[], length: number, scheme: Scheme): Tag[] {
  const tags = Array.from({ length }, (): Tag => ({ place: "O", type: "_" }));
  for (const { type, start, end } of entities) {
    const behindSame = entities.some((other) => other.end === start && other.type === type);
    for (let i = start; i < end; i++) {
      const [first, last] = [i === start, i === end - 1];
      const ends = { IOBES: ["S", "E"], BILOU: ["U", "L"] }[scheme as string] ?? [];
      let place = "I";
      if (scheme === "IOB1" && first && behindSame) place = "B";
      if (scheme === "IOE2" && last) place = "E";
      if (scheme !== "IOB1" && scheme !== "IOE2" && first) place = "B";
      if (ends[0] && last) place = (first ? ends[0] : ends[1]) as string;
      tags[i] = { place, type };
    }
  }
  return tags;
}

describe.each(schemeNames)("%s", (scheme) => {
  test("reads what it writes", () => {
    for (let i = 0; i < 300; i++) {
      const { entities, length } = someEntities();
      expect(strictEntities(write(entities, length, scheme), scheme)).toEqual(entities);
    }
  });
});

test.each(["IOB2", "IOBES"] as const)("conlleval reads %s, too", (scheme) => {
  for (let i = 0; i < 300; i++) {
    const { entities, length } = someEntities();
    expect(lenientEntities(write(entities, length, scheme))).toEqual(entities);
  }
});

test("are known by their letters", () => {
  for (const scheme of schemeNames.filter((name) => name !== "IOB1"))
    expect(detectScheme(new Set(`O${schemes[scheme].places}`))).toBe(scheme);
  expect(detectScheme(new Set("OI"))).toBeUndefined();
  expect(detectScheme(new Set("BLE"))).toBeUndefined();
});

test("tags have a letter and a type, on either side", () => {
  expect(parseTag("B-ORG-COMPANY", "BI", false)).toEqual({ place: "B", type: "ORG-COMPANY" });
  expect(parseTag("ORG-COMPANY-I", "BI", true)).toEqual({ place: "I", type: "ORG-COMPANY" });
  expect(parseTag("I", "BI", false)).toEqual({ place: "I", type: "_" });
  for (const text of ["E-PER", "BPER", "B-", "PER-B", "NOUN"])
    expect(parseTag(text, "BI", false)).toBeUndefined();
});
