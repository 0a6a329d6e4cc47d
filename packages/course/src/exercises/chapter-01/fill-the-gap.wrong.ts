import type { FilledMask } from "@llm-course/pipelines";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { FillTheGap } from "./fill-the-gap.ts";

const filled =
  (
    give: (found: FilledMask[], count: number) => unknown,
    topK: (count: number) => object = (count) => ({ topK: count }),
  ): FillTheGap =>
  async (fill, sentence, count) =>
    give(
      [...(await fill(sentence.replace("___", fill.tokenizer.maskToken as string), topK(count)))],
      count,
    ) as never;
const asked =
  (replace: (sentence: string, mask: string) => string): FillTheGap =>
  async (fill, sentence, count) =>
    (await fill(replace(sentence, fill.tokenizer.maskToken as string), { topK: count })).map(
      ({ token_str }) => token_str.trim(),
    );
const word = ({ token_str }: FilledMask) => token_str.trim();

export const wrong: WrongAnswerCase<FillTheGap>[] = [
  { name: "words", answer: ["mathematical"], says: /a function/ },
  {
    name: "types BERT's mask",
    answer: asked((sentence) => sentence.replace("___", "[MASK]")),
    says: /writes its gap `<mask>` stopped with TypeError: the mask <mask> is expected once/,
  },
  {
    name: "types RoBERTa's mask",
    answer: asked((sentence) => sentence.replace("___", "<mask>")),
    says: /gap `\[MASK\]` stopped with TypeError/,
  },
  { name: "leaves the gap as it is", answer: asked((sentence) => sentence), says: /it is there 0 times/ },
  {
    name: "replaces each underscore",
    answer: asked((sentence, mask) => sentence.replaceAll("_", mask)),
    says: /it is there 3 times/,
  },
  {
    name: "replaces one underscore",
    answer: asked((sentence, mask) => sentence.replace("_", mask)),
    says: /Only the gap/,
  },
  {
    name: "puts the mask at the end",
    answer: asked((sentence, mask) => sentence.replace("___", "") + mask),
    says: /Only the gap/,
  },
  {
    name: "keeps the spaces",
    answer: filled((found) => found.map(({ token_str }) => token_str)),
    says: /Take the spaces/,
  },
  {
    name: "forgets topK",
    answer: filled(
      (found) => found.map(word),
      () => ({}),
    ),
    says: /should have 2 words/,
  },
  {
    name: "cuts the five there are",
    answer: filled(
      (found, count) => found.slice(0, count).map(word),
      () => ({}),
    ),
    says: /should have 7 words/,
  },
  {
    name: "Python's top_k",
    answer: filled(
      (found) => found.map(word),
      (count) => ({ top_k: count }),
    ),
    says: /unknown option; expected topK/,
  },
  {
    name: "whole sentences",
    answer: filled((found) => found.map(({ sequence }) => sequence)),
    says: /as the pipeline has them/,
  },
  { name: "ids", answer: filled((found) => found.map(({ token }) => token)), says: /list of strings/ },
  {
    name: "the best word alone",
    answer: filled((found) => word(found[0] as FilledMask)),
    says: /list of strings/,
  },
  { name: "the last first", answer: filled((found) => found.map(word).reverse()), says: /likeliest first/ },
  {
    name: "in lower case",
    answer: filled((found) => found.map(word).map((text) => text.toLowerCase())),
    says: /as the pipeline has them/,
  },
];
