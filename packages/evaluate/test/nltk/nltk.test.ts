// Stems against those of NLTK's PorterStemmer, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { porterStem } from "../../src/text/porter-stem.ts";

const fixture = z.object({ stems: z.array(z.string().transform((pair) => pair.split(" "))).min(2000) });
const { stems } = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "stems.json"), "utf8")),
);

test("stems words alike", () => {
  expect(stems.map(([word = ""]) => [word, porterStem(word)])).toEqual(stems);
});
