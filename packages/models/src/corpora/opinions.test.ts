import { expect, test } from "vitest";
import { plainOpinions } from "./opinions.ts";

test("as many opinions of each kind, and none on both sides", async () => {
  const [train, heldOut] = [await plainOpinions("train"), await plainOpinions("test")];
  for (const rows of [train, heldOut])
    expect(rows.filter(({ label }) => label === "positive").length).toBe(rows.length / 2);
  const texts = new Set(train.map(({ text }) => text));
  expect(heldOut.filter(({ text }) => texts.has(text))).toEqual([]);
});
