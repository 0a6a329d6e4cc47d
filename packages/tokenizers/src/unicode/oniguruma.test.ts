import { Tokenizer as RustTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { tokenizerJsonOf } from "../../test/oracle/rust.ts";
import { PatternError } from "../errors.ts";
import { Split } from "../pre-tokenizers/index.ts";
import { Regex } from "./regex.ts";

const text =
  "Ab1 ²_é\n\nfoo-bar\t(x) [y] {z} a{2} ÀÉÎ İi ſs ss ß 中文 42½ …😀\u0300\u200D.\r\n^$|\\/\"'end\n";

const patterns = [
  ..."\\w+ \\W+ \\d+ \\D+ \\s+ \\S+ \\h+ \\H+ .+ [.] [^.]+ \\. \\/ \\- \\' \\\" \\# \\n \\t \\x41 \\x{e9} \\u00e9".split(
    " ",
  ),
  ..."\\bfoo\\b \\Bo \\Aa \\AA \\z end\\Z ^foo ^ $ [^\\n]$ (?:foo|bar) (foo)-(bar) ([a-z])\\1 (?<c>o)\\k<c>".split(
    " ",
  ),
  ..."a* a+? a?? o{2} o{1,} o{1,2}? o{,2} a{ {z} a{x} ] } (?=x) (?!x). (?<=x). (?<!x)\\)".split(" "),
  ..."o++b \\w++ [a-z]*+r \\d?+ (?>o+)b (?i:AB) (?i)É (?i:foo|BAR) foo(?i)-BAR (?#comment)x f(?i)O|Ab".split(
    " ",
  ),
  ..."\\p{Lu} \\P{L}+ \\p{^L}+ \\p{Han} \\p{Greek} \\p{Alpha} \\p{alpha} \\p{Digit} \\p{Letter} \\p{Upper}".split(
    " ",
  ),
  ..."[[:alpha:]]+ [^[:space:]]+ [\\w.-]+ [a\\-z] [-a] [a-] []a] [^]a] [\\[\\]] [\\p{L}\\d]+ [\\P{L}]+ [\\x41-\\x43]".split(
    " ",
  ),
  ..."[+-]? [!-/]+ [\\n\\t]+ [é-ü] [一-龥]+ [ºª²] \\$ \\^ \\| \\\\ \\{ (?:) (|x)".split(" "),
  " ?[^\\s\\w]+",
  "a|",
];

describe("translateOniguruma", () => {
  it.each(patterns)("matches what Oniguruma matches: %s", (pattern) => {
    const split = new Split(new Regex(pattern), "isolated");
    const rust = RustTokenizer.fromString(tokenizerJsonOf({ pre_tokenizer: split.toJson() }));
    const theirs = rust.getPreTokenizer()?.preTokenizeString(text);
    expect(split.preTokenizeStr(text).map(([word]) => word)).toEqual(theirs?.map(([word]) => word));
  });

  it.each([
    "[a[b]]",
    "[a&&b]",
    "\\Kx",
    "\\X",
    "\\G",
    "(?m:.)",
    "(?x: a)",
    "\\p{Nonsense}",
    "(",
    ")",
    "a**b(",
    "[",
    "\\",
    "*",
    "(?<n>x)(?(1)y)",
  ])("refuses %s", (pattern) => {
    expect(() => new Regex(pattern)).toThrow(PatternError);
  });

  it("says what it refuses in which pattern", () => {
    expect(() => new Regex("a\\Kb")).toThrow(
      'the regular expression has \\K, which is not supported: "a\\\\Kb"',
    );
  });
});
