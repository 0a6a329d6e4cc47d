import { describe, expect, it } from "vitest";
import {
  BertNormalizer,
  Lowercase,
  NFC,
  NFD,
  NFKC,
  NFKD,
  type Normalizer,
  StripAccents,
} from "../../src/normalizers/index.ts";
import {
  Digits,
  type PreTokenizer,
  Punctuation,
  Split,
  Whitespace,
  WhitespaceSplit,
} from "../../src/pre-tokenizers/index.ts";
import { Regex } from "../../src/unicode/regex.ts";
import { both, tokenizerJsonOf } from "./rust.ts";

/** Every code point but surrogates, so many a line. */
function everyCodePoint(perLine: number): number[][] {
  const lines: number[][] = [];
  for (let point = 0; point < 0x110000; point += perLine) {
    const line = Array.from({ length: perLine }, (_, i) => point + i);
    lines.push(line.filter((each) => each < 0x110000 && (each < 0xd800 || each > 0xdfff)));
  }
  return lines.filter((line) => line.length > 0);
}

const lines = everyCodePoint(256);

/** The code points that a line with only one of them in it shows to be treated differently. */
function culprits(line: readonly number[], isDifferent: (text: string) => boolean): string[] {
  const single = line.filter((point) => isDifferent(`a${String.fromCodePoint(point)}b`));
  return (single.length > 0 ? single : line).map((point) => `U+${point.toString(16).toUpperCase()}`);
}

function differences(between: string, isDifferent: (text: string) => boolean): string[] {
  return lines.flatMap((line) => {
    const text = line.map((point) => String.fromCodePoint(point)).join(between);
    return isDifferent(text) ? culprits(line, isDifferent) : [];
  });
}

describe("every code point", () => {
  const normalizers: Record<string, Normalizer> = {
    "bert, cleaning": new BertNormalizer({ handleChineseChars: false, lowercase: false }),
    "bert, ideographs": new BertNormalizer({ cleanText: false, lowercase: false }),
    "bert, accents": new BertNormalizer({ cleanText: false, lowercase: false, stripAccents: true }),
    lowercase: new Lowercase(),
    "strip accents": new StripAccents(),
    NFC: new NFC(),
    NFD: new NFD(),
    NFKC: new NFKC(),
    NFKD: new NFKD(),
  };
  it.each(Object.entries(normalizers))("is normalized as in Rust: %s", (_, normalizer) => {
    const rust = both(tokenizerJsonOf({ normalizer: normalizer.toJson() })).rust.getNormalizer();
    const isDifferent = (text: string) => normalizer.normalizeStr(text) !== rust?.normalizeString(text);
    // Between marks of small, middle and large combining class, which it might pass or join.
    expect(differences("a\u0334", isDifferent)).toEqual([]);
    expect(differences("a\u0316\u0301", isDifferent)).toEqual([]);
  });

  const properties = ["L", "N", "P", "S", "M", "Lu", "Ll", "Lm", "Lo", "Han", "Alpha"];
  const classes = [...properties.map((name) => `\\p{${name}}`), "\\w", "[\\w]", "\\s", "\\d", "[^\\s\\p{L}]"];
  const preTokenizers: Record<string, PreTokenizer> = {
    digits: new Digits(),
    punctuation: new Punctuation("removed"),
    whitespace: new Whitespace(),
    "whitespace split": new WhitespaceSplit(),
    ...Object.fromEntries(classes.map((name) => [name, new Split(new Regex(name), "removed")])),
  };
  it.each(Object.entries(preTokenizers))("is cut as in Rust: %s", (_, preTokenizer) => {
    const rust = both(tokenizerJsonOf({ pre_tokenizer: preTokenizer.toJson() })).rust.getPreTokenizer();
    const isDifferent = (text: string) => {
      const ours = preTokenizer.preTokenizeStr(text).map(([word]) => word);
      return JSON.stringify(ours) !== JSON.stringify(rust?.preTokenizeString(text).map(([word]) => word));
    };
    expect(differences("", isDifferent)).toEqual([]);
  });
});
