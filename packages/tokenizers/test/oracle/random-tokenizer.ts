import { BPE } from "../../src/models/index.ts";
import {
  BertNormalizer,
  ByteLevel as ByteLevelNormalizer,
  Lowercase,
  NFC,
  NFD,
  NFKC,
  NFKD,
  Nmt,
  Sequence as NormalizerSequence,
  Prepend,
  Replace,
  Strip,
  StripAccents,
} from "../../src/normalizers/index.ts";
import { ByteLevel as ByteLevelProcessor } from "../../src/post-processors/index.ts";
import {
  BertPreTokenizer,
  ByteLevel,
  CharDelimiterSplit,
  Digits,
  Metaspace,
  Sequence as PreTokenizerSequence,
  Punctuation,
  Split,
  Whitespace,
  WhitespaceSplit,
} from "../../src/pre-tokenizers/index.ts";
import { splitBehaviors } from "../../src/tokenizer/split.ts";
import { Tokenizer } from "../../src/tokenizer/tokenizer.ts";
import { Regex } from "../../src/unicode/regex.ts";
import { gpt4o, qwen } from "./patterns.ts";
import type { Random } from "./random.ts";

const contents = ["e", "▁", "😀 ", "\u0301", "aé"];
/** What never matches nothing: a normalizer behind one that inserts at the very beginning panics in Rust. */
const texts = ["e", " ", "'s", "\u0301", new Regex("\\s+"), new Regex("\\p{M}|\\d"), new Regex(qwen)];
const patterns = [...texts, "", new Regex("\\w*")];

function randomNormalizer(random: Random) {
  const flag = () => random.below(2) === 0;
  const [cleanText, handleChineseChars, lowercase] = [flag(), flag(), flag()];
  return random.of([
    new BertNormalizer({ cleanText, handleChineseChars, lowercase }),
    new ByteLevelNormalizer(),
    new Lowercase(),
    new NFC(),
    new NFD(),
    new NFKC(),
    new NFKD(),
    new Nmt(),
    new Prepend(random.of(contents)),
    new Replace(random.of(texts), random.of(["", ...contents])),
    new Strip({ left: flag(), right: flag() }),
    new StripAccents(),
  ]);
}

function randomPreTokenizer(random: Random) {
  const flag = () => random.below(2) === 0;
  const prependScheme = random.of(["always", "first", "never"] as const);
  return random.of([
    new BertPreTokenizer(),
    new ByteLevel({ addPrefixSpace: flag(), useRegex: flag() }),
    new CharDelimiterSplit(random.of(["t", " ", "😀"])),
    new Digits({ individualDigits: flag() }),
    new Metaspace({ replacement: random.of(["▁", "_", "😀"]), prependScheme, split: flag() }),
    new Punctuation(random.of(splitBehaviors)),
    new Split(random.of([...patterns, new Regex(gpt4o)]), random.of(splitBehaviors), { invert: flag() }),
    new Whitespace(),
    new WhitespaceSplit(),
  ]);
}

/** Random blocks around a model that makes each character a token, so that all offsets are seen. */
export function randomTokenizer(random: Random): Tokenizer {
  const some = <T>(make: () => T) => random.times(random.below(4), make);
  const preTokenizers = some(() => randomPreTokenizer(random));
  const tokenizer = new Tokenizer(new BPE({ vocab: { "<unk>": 0 }, unkToken: "<unk>" }), {
    normalizer: new NormalizerSequence(some(() => randomNormalizer(random))),
    preTokenizer: new PreTokenizerSequence(preTokenizers),
    postProcessor: random.below(2) === 0 ? new ByteLevelProcessor() : undefined,
  });
  const options = () => ({
    ...{ lstrip: random.below(2) === 0, rstrip: random.below(2) === 0 },
    ...{ singleWord: random.below(2) === 0, normalized: random.below(2) === 0 },
  });
  // Which of two tokens that are the same once normalized Rust finds is a matter of chance.
  const distinct = new Map(
    ["[MASK]", "the", "½é"].map((token) => [tokenizer.normalizer?.normalizeStr(token), token]),
  );
  tokenizer.addTokens([...distinct.values()].map((content) => ({ content, ...options() })));
  return tokenizer;
}
