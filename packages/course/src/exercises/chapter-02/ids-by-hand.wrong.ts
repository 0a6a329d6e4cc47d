import type { WrongAnswerCase } from "../define-exercise.ts";
import type { IdsByHand, TokenizerSteps } from "./ids-by-hand.ts";

const rows =
  (
    row: (ids: number[], tokenizer: TokenizerSteps, tokens: string[]) => unknown,
    prepare = (text: string) => text,
  ): IdsByHand =>
  (tokenizer, texts) =>
    Promise.all(
      texts.map(async (text) => {
        const tokens = await tokenizer.tokenize(prepare(text));
        return row(tokenizer.convertTokensToIds(tokens), tokenizer, tokens) as number[];
      }),
    );
const right = (ids: number[], { clsTokenId, sepTokenId }: TokenizerSteps) => [clsTokenId, ...ids, sepTokenId];

export const wrong: WrongAnswerCase<IdsByHand>[] = [
  { name: "ids", answer: [[101, 102]], says: /a function/ },
  { name: "no special tokens", answer: rows((ids) => ids), says: /The special tokens: `clsTokenId` once/ },
  {
    name: "only the one in front",
    answer: rows((ids, { clsTokenId }) => [clsTokenId, ...ids]),
    says: /`sepTokenId` once behind/,
  },
  {
    name: "exchanged",
    answer: rows((ids, { clsTokenId, sepTokenId }) => [sepTokenId, ...ids, clsTokenId]),
    says: /`clsTokenId` once in front/,
  },
  {
    name: "twice",
    answer: rows((ids, tokenizer) => right(right(ids, tokenizer), tokenizer)),
    says: /once in front/,
  },
  {
    name: "BERT's ids, typed",
    answer: rows((ids) => [101, ...ids, 102]),
    says: /another model's.*other ids here/s,
  },
  {
    name: "special tokens by BERT's names",
    answer: rows((_, tokenizer, tokens) => tokenizer.convertTokensToIds(["[CLS]", ...tokens, "[SEP]"])),
    says: /another model's.*other ids here/s,
  },
  { name: "tokens instead of ids", answer: rows((_, __, tokens) => tokens), says: /All of them are numbers/ },
  {
    name: "cut at spaces",
    answer: async (tokenizer, texts) =>
      texts.map((text) => right(tokenizer.convertTokensToIds(text.split(" ")), tokenizer)),
    says: /those of `tokenizer\.tokenize\(text\)`/,
  },
  {
    name: "without signs",
    answer: rows(right, (text) => text.replace(/[.,!]/g, "")),
    says: /all of them, as they are/,
  },
  {
    name: "one row for all texts",
    answer: async (tokenizer, texts) => [
      right(tokenizer.convertTokensToIds(await tokenizer.tokenize(texts.join(" "))), tokenizer),
    ],
    says: /a list of ids for each of the 3 texts/,
  },
  {
    name: "forgets await",
    answer: async (tokenizer, texts) =>
      texts.map((text) => right(tokenizer.convertTokensToIds(tokenizer.tokenize(text) as never), tokenizer)),
    says: /stopped with/,
  },
  {
    name: "filled up",
    answer: async (tokenizer, texts) => {
      const all = await rows(right)(tokenizer, texts);
      const longest = Math.max(...all.map(({ length }) => length));
      return all.map((row) => [...row, ...new Array<number>(longest - row.length).fill(0)]);
    },
    says: /should be .*they are/,
  },
  {
    name: "calls the tokenizer",
    answer: async (tokenizer, texts) =>
      (tokenizer as never as (texts: string[]) => Promise<{ input_ids: number[][] }>)(texts).then(
        ({ input_ids }) => input_ids,
      ),
    says: /stopped with TypeError/,
  },
  {
    name: "sorted",
    answer: rows((ids, tokenizer) =>
      right(
        ids.toSorted((a, b) => a - b),
        tokenizer,
      ),
    ),
    says: /as they are/,
  },
];
