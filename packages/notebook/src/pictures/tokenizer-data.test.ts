import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import { ensureGpt2Tokenizer, ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { expect, it } from "vitest";
import { UnsupportedTokenizerError } from "../errors.ts";
import { randomTexts } from "./random-texts.fixture.ts";
import { pageTokenizer } from "./shared/page-tokenizer.ts";
import { tokenizerData } from "./tokenizer-data.ts";

const folders = {
  "MiniLM's WordPiece": () => ensureMiniLm(),
  "GPT-2's byte-level BPE": () => ensureGpt2Tokenizer(),
  "the BPE of english": async () => (await checkpoint("llm-course/english")).path,
};

it.each(Object.entries(folders))(
  "%s: the page gives the Rust library's tokens, ids and offsets",
  async (name, folderOf) => {
    const folder = await folderOf();
    const tokenizer = await AutoTokenizer.fromPretrained(folder);
    const json = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8"));
    const encode = pageTokenizer(tokenizerData(json));
    for (const addSpecialTokens of [true, false]) {
      const texts = randomTexts(name.length, 200);
      const expected = await tokenizer(texts, { addSpecialTokens, returnOffsetsMapping: true });
      for (const [row, text] of texts.entries()) {
        const tokens = encode(text, addSpecialTokens);
        const offsets = tokens.map(({ start, end }) => [start, end]);
        const shown = {
          text,
          offsets,
          ids: tokens.map(({ id }) => id),
          tokens: tokens.map(({ token }) => token),
        };
        expect(shown).toEqual({
          ...{ text, offsets: expected.offset_mapping?.[row] },
          ...{ ids: expected.input_ids[row], tokens: expected.tokens(row) },
        });
      }
    }
  },
  60_000,
);

it("refuses what it would tokenize otherwise, and says why", async () => {
  const json = JSON.parse(readFileSync(join(await ensureMiniLm(), "tokenizer.json"), "utf8"));
  const changed = (part: object) => () => tokenizerData({ ...json, ...part });
  expect(changed({ normalizer: { type: "NFKC" } })).toThrow(UnsupportedTokenizerError);
  expect(changed({ pre_tokenizer: { type: "Whitespace" } })).toThrow(
    /show another one with `table`.*pre_tokenizer/s,
  );
  expect(changed({ model: { type: "Unigram", vocab: [] } })).toThrow(UnsupportedTokenizerError);
  expect(() => tokenizerData(null)).toThrow(UnsupportedTokenizerError);
});
