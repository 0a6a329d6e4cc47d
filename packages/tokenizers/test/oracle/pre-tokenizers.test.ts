import { describe, expect, it } from "vitest";
import {
  BertPreTokenizer,
  ByteLevel,
  CharDelimiterSplit,
  Digits,
  Metaspace,
  type PreTokenizer,
  Punctuation,
  Sequence,
  Split,
  Whitespace,
  WhitespaceSplit,
} from "../../src/pre-tokenizers/index.ts";
import { splitBehaviors } from "../../src/tokenizer/split.ts";
import { Regex } from "../../src/unicode/regex.ts";
import { oracleLines } from "./lines.ts";
import { gpt4o, qwen } from "./patterns.ts";
import { both, tokenizerJsonOf, unitsOfCharacters } from "./rust.ts";

const lines = oracleLines();

const preTokenizers: Record<string, PreTokenizer> = {
  bert: new BertPreTokenizer(),
  whitespace: new Whitespace(),
  "whitespace split": new WhitespaceSplit(),
  digits: new Digits(),
  "individual digits": new Digits({ individualDigits: true }),
  "byte level": new ByteLevel({ addPrefixSpace: false }),
  "byte level, with a space": new ByteLevel(),
  "byte level, without regex": new ByteLevel({ addPrefixSpace: false, useRegex: false }),
  metaspace: new Metaspace(),
  "metaspace, first": new Metaspace({ prependScheme: "first" }),
  "metaspace, never, two units": new Metaspace({ prependScheme: "never", replacement: "😀" }),
  "metaspace, without split": new Metaspace({ split: false }),
  "character delimiter": new CharDelimiterSplit("t"),
  qwen: new Split(new Regex(qwen), "isolated"),
  "gpt-4o": new Split(new Regex(gpt4o), "isolated"),
  "sequence with digits": new Sequence([
    new WhitespaceSplit(),
    new Punctuation(),
    new Digits({ individualDigits: true }),
  ]),
  "sequence with metaspace": new Sequence([new WhitespaceSplit(), new Metaspace({ prependScheme: "first" })]),
  "sequence with bytes": new Sequence([
    new Split(new Regex(qwen), "isolated"),
    new ByteLevel({ addPrefixSpace: false, useRegex: false }),
  ]),
};

const splits: Record<string, PreTokenizer> = Object.fromEntries(
  splitBehaviors.flatMap((behavior) => [
    [`punctuation, ${behavior}`, new Punctuation(behavior)],
    ...[true, false].flatMap((invert) => [
      [`text, ${behavior}, ${invert}`, new Split("e", behavior, { invert })],
      [`spaces, ${behavior}, ${invert}`, new Split(new Regex("\\s+"), behavior, { invert })],
      [`empty matches, ${behavior}, ${invert}`, new Split(new Regex("\\w*"), behavior, { invert })],
      [`nothing, ${behavior}, ${invert}`, new Split("", behavior, { invert })],
    ]),
  ]),
);

function differences(preTokenizer: PreTokenizer, texts: readonly string[]): string[] {
  const rust = both(tokenizerJsonOf({ pre_tokenizer: preTokenizer.toJson() })).rust.getPreTokenizer();
  return texts.filter((text) => {
    const units = unitsOfCharacters(text);
    const words = rust?.preTokenizeString(text);
    const theirs = words?.map(([word, range]) => [word, range.map((at) => units[at])]);
    return JSON.stringify(preTokenizer.preTokenizeStr(text)) !== JSON.stringify(theirs);
  });
}

describe("pre-tokenizers give Rust's words and offsets", () => {
  it.each(Object.entries(preTokenizers))("%s", (name, preTokenizer) => {
    // What is like another but for an option need not be tried as often.
    const many =
      name.includes(",") || name.startsWith("sequence") ? lines.filter((_, i) => i % 4 === 0) : lines;
    expect(differences(preTokenizer, many)).toEqual([]);
  });

  const some = lines.filter((_, i) => i % 20 === 0);
  it.each(Object.entries(splits))("splits by %s", (_, preTokenizer) => {
    expect(differences(preTokenizer, some)).toEqual([]);
  });
});
