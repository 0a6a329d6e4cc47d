import { splitWords } from "./whitespace.ts";

/** Sets ASCII punctuation apart, but for periods and commas within numbers and dashes that no digit precedes. */
function splitPunctuation(text: string): string {
  return text
    .replace(/[{-~[-` -&(-+:-@/]/g, " $& ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ");
}

// The ranges of the script that the Chinese tokenizer comes from. It writes those of Extension B and of the supplement with
// five digits where four are read, so that they begin at U+2001 and U+2F81 instead; scores are only comparable with both.
const chinese =
  /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u27bf\u3200-\u33ff]/gu;

/**
 * What makes words of a text before BLEU counts them (M. Post, "A Call for Clarity in Reporting BLEU Scores", 2018). Scores
 * are comparable only with the same one.
 *
 * - `13a`: as WMT's mteval-v13a, for languages that are written with Latin letters
 * - `intl`: as mteval-v14, which knows the punctuation and symbols of all scripts
 * - `zh`: each Chinese character is a word, and the rest as with `13a`
 * - `char`: each character is a word
 * - `none`: what white space separates
 */
export const bleuTokenizers = {
  "13a": (text: string) => {
    const plain = text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
    const unescaped = plain
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">");
    return splitWords(splitPunctuation(` ${unescaped} `));
  },
  intl: (text: string) =>
    splitWords(
      text
        .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
        .replace(/(\p{P})(\P{N})/gu, " $1 $2")
        .replace(/\p{S}/gu, " $& "),
    ),
  zh: (text: string) => splitWords(splitPunctuation(splitWords(text).join(" ").replace(chinese, " $& "))),
  char: (text: string) => splitWords([...text].join(" ")),
  none: splitWords,
} satisfies Record<string, (text: string) => string[]>;

export type BleuTokenizer = keyof typeof bleuTokenizers;

export const bleuTokenizerNames = Object.keys(bleuTokenizers) as [BleuTokenizer, ...BleuTokenizer[]];
