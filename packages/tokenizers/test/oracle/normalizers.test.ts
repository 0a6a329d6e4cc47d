import { describe, expect, it } from "vitest";
import {
  BertNormalizer,
  ByteLevel,
  Lowercase,
  NFC,
  NFD,
  NFKC,
  NFKD,
  Nmt,
  type Normalizer,
  Prepend,
  Replace,
  Sequence,
  Strip,
  StripAccents,
} from "../../src/normalizers/index.ts";
import { Regex } from "../../src/unicode/regex.ts";
import { oracleLines } from "./lines.ts";
import { both, firstDifference, tokenizerJsonOf } from "./rust.ts";

const lines = oracleLines();

const normalizers: Record<string, Normalizer> = {
  bert: new BertNormalizer(),
  "bert, cased": new BertNormalizer({ lowercase: false }),
  "bert, with accents": new BertNormalizer({ stripAccents: false }),
  "bert, only ideographs": new BertNormalizer({ cleanText: false, lowercase: false }),
  "bert, only cleaning": new BertNormalizer({ handleChineseChars: false, lowercase: false }),
  NFC: new NFC(),
  NFD: new NFD(),
  NFKC: new NFKC(),
  NFKD: new NFKD(),
  lowercase: new Lowercase(),
  "strip accents": new StripAccents(),
  strip: new Strip(),
  "strip left": new Strip({ right: false }),
  "strip right": new Strip({ left: false }),
  nmt: new Nmt(),
  prepend: new Prepend("▁é"),
  "byte level": new ByteLevel(),
  "replace text": new Replace("e", "éé"),
  "replace nothing": new Replace("", "x"),
  "replace regex": new Replace(new Regex(" {2,}"), " "),
  "replace empty matches": new Replace(new Regex("\\s*"), "_"),
  "delete regex": new Replace(new Regex("[aeiou]+\\w"), ""),
  "of the course, XLNet": new Sequence([
    new Replace("``", '"'),
    new Replace("''", '"'),
    new NFKD(),
    new StripAccents(),
    new Replace(new Regex(" {2,}"), " "),
  ]),
  "of the course, BERT": new Sequence([new NFD(), new Lowercase(), new StripAccents()]),
  "there and back": new Sequence([new NFKC(), new NFD(), new Strip(), new NFC(), new Prepend("▁")]),
};

describe.each(Object.entries(normalizers))("%s", (_, normalizer) => {
  const pair = both(tokenizerJsonOf({ normalizer: normalizer.toJson() }));

  it("gives Rust's text", () => {
    const rust = pair.rust.getNormalizer();
    const different = lines.filter((line) => normalizer.normalizeStr(line) !== rust?.normalizeString(line));
    expect(different).toEqual([]);
  });

  it("gives Rust's offsets of each character", async () => {
    const some = lines.filter((_, i) => i % 25 === 0);
    expect(await firstDifference(pair, some)).toBeUndefined();
  });
});
