import { expect, test } from "vitest";
import { brownSentences } from "./brown-sentences.ts";
import { nearDuplicates } from "./near-duplicates.ts";
import { spamMails } from "./spam-mails.ts";
import { universalTag } from "./universal-tag.ts";

test("the Brown corpus has the sizes that are published for it", async () => {
  const sentences = await brownSentences();
  expect(sentences).toHaveLength(57_340);
  const counts = new Map<string, number>();
  for (const tag of sentences.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(1_161_192);
  // What NLTK counts for the tags that have no contractions, which its map treats otherwise than ours.
  expect(Object.fromEntries(counts)).toMatchObject({ ".": 147_565, ADP: 144_766, CONJ: 38_151 });
});

test.each([
  ["nn-tl", "NOUN"],
  ["fw-nn", "X"],
  ["pp$", "DET"],
  ["pp$$", "PRON"],
  ["ppss+bem", "PRON"],
  ["bez*", "VERB"],
  ["*", "ADV"],
  ["--", "."],
  ["", "X"],
])("%s is %s", (tag, expected) => {
  expect(universalTag(tag)).toBe(expected);
});

test("no held-out mail nearly repeats one of training, or another", async () => {
  const { train, test: heldOut } = await spamMails();
  expect(heldOut).toHaveLength(1000);
  const texts = [...train, ...heldOut].map(({ text }) => text);
  expect(nearDuplicates(texts)).toEqual(texts.map((_, i) => i));
  const spam = heldOut.filter(({ label }) => label === 1).length;
  expect(spam).toBeGreaterThan(200);
  expect(spam).toBeLessThan(270);
}, 120_000);
