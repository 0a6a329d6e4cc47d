import { uniformNumbers } from "../architectures/normal-numbers.ts";
import type { BatchOrigin, DataCollator, ProcessingClass } from "./collator.ts";
import { type PaddingOptions, paddingCollator } from "./data-collator-with-padding.ts";
import { DataCollatorError, ExampleError } from "./errors.ts";
import type { Example } from "./example.ts";
import { sequence } from "./pad-sequences.ts";

export interface MaskingOptions extends PaddingOptions {
  /** The probability of a token, or a word, to be predicted. Default: 0.15. */
  readonly mlmProbability?: number;
  /** Of the tokens to predict, the share that the mask token replaces. Default: 0.8. */
  readonly maskReplaceProb?: number;
  /** The share that a random token replaces; what is left stays as it is. Default: 0.1. */
  readonly randomReplaceProb?: number;
  /**
   * The same seed masks the same tokens of an example in the same epoch, whatever stands beside it in the batch; called
   * without a data loader, the n-th example is the n-th of epoch 0. Default: 42.
   */
  readonly seed?: number;
}

/** For each token the number of what is masked together with it; undefined for tokens that are never masked. */
export type MaskedTogether = (tokens: Tokens) => readonly (number | undefined)[];

export interface Tokens {
  readonly ids: readonly number[];
  /** Special tokens and padding. */
  readonly isSpecial: readonly boolean[];
  readonly example: Example;
  readonly position: number;
}

/** Features that are read, or replaced, but do not become part of the batch. */
const leftOut = ["special_tokens_mask", "word_ids", "labels", "label", "label_ids"];

/**
 * BERT's rule: of what is chosen 80 % becomes the mask token, 10 % a random token, 10 % stays; the labels are what was
 * there, and −100 elsewhere. https://arxiv.org/abs/1810.04805, section 3.1
 *
 * @param together what is chosen as one
 * @throws DataCollatorError for probabilities that are none, and a tokenizer without what masks need
 */
export function maskingCollator(
  tokenizer: ProcessingClass,
  options: MaskingOptions,
  together: MaskedTogether,
): DataCollator {
  const { mlmProbability = 0.15, maskReplaceProb = 0.8, randomReplaceProb = 0.1, seed = 42 } = options;
  const probabilities = { mlmProbability, maskReplaceProb, randomReplaceProb };
  const { maskTokenId, vocabSize } = checked(tokenizer, probabilities);
  const pad = paddingCollator(tokenizer, options, { labels: -100 });

  const masked = (example: Example, position: number, random: () => number): Example => {
    const ids = sequence("input_ids", example.input_ids, position).map(Number);
    const isSpecial = specialTokens(example, position, ids, tokenizer);
    const units = together({ ids, isSpecial, example, position });
    const chosen = new Map<number, boolean>();
    const labels = units.map((unit, i) => {
      if (unit === undefined) return -100;
      if (!chosen.has(unit)) chosen.set(unit, random() < mlmProbability);
      return chosen.get(unit) ? (ids[i] as number) : -100;
    });
    const replaced = ids.map((id, i) => {
      if (labels[i] === -100) return id;
      const draw = random();
      if (draw < maskReplaceProb) return maskTokenId;
      return draw < maskReplaceProb + randomReplaceProb ? Math.floor(random() * vocabSize) : id;
    });
    const others = Object.entries(example).filter(([key]) => !leftOut.includes(key));
    return { ...Object.fromEntries(others), input_ids: replaced, labels };
  };

  let seen = 0;
  const collate = (examples: readonly Example[], origin?: BatchOrigin) => {
    const { epoch, numbers } = origin ?? { epoch: 0, numbers: examples.map((_, i) => seen + i) };
    if (!origin) seen += examples.length;
    return pad(
      examples.map((example, i) =>
        masked(example, i, uniformNumbers(seed, `masks of example ${numbers[i]} in epoch ${epoch}`)),
      ),
    );
  };
  return Object.assign(collate, { reads: ["special_tokens_mask", "word_ids"] });
}

function checked(
  { maskTokenId, vocabSize }: ProcessingClass,
  probabilities: Readonly<Record<"mlmProbability" | "maskReplaceProb" | "randomReplaceProb", number>>,
): { maskTokenId: number; vocabSize: number } {
  for (const [name, value] of Object.entries(probabilities))
    if (!(value >= 0 && value <= 1))
      throw new DataCollatorError(`invalid ${name}, expected a probability from 0 to 1: ${value}`);
  const { maskReplaceProb, randomReplaceProb } = probabilities;
  if (maskReplaceProb + randomReplaceProb > 1)
    throw new DataCollatorError(
      `maskReplaceProb and randomReplaceProb are shares of the same tokens, expected at most 1 together: ${maskReplaceProb}, ${randomReplaceProb}`,
    );
  if (maskTokenId === undefined)
    throw new DataCollatorError(
      "masks need a tokenizer with a maskTokenId, set mlm to false for a causal model: undefined",
    );
  if (vocabSize === undefined && randomReplaceProb > 0)
    throw new DataCollatorError(
      `randomReplaceProb needs a tokenizer with a vocabSize, give it or set the probability to 0: ${randomReplaceProb}`,
    );
  return { maskTokenId, vocabSize: vocabSize ?? 0 };
}

/** By the example's own mask, else by the ids that the tokenizer knows. */
function specialTokens(
  example: Example,
  position: number,
  ids: readonly number[],
  { allSpecialIds }: ProcessingClass,
): boolean[] {
  const { special_tokens_mask: mask, attention_mask: attention } = example;
  const like = { main: "input_ids", length: ids.length };
  const given = mask === undefined ? undefined : sequence("special_tokens_mask", mask, position, like);
  if (!given && !allSpecialIds) {
    const problem =
      "expected it, or a tokenizer with allSpecialIds, to know which tokens are never masked; given";
    throw new ExampleError({ key: "special_tokens_mask", problem, value: mask }, position);
  }
  const visible = attention === undefined ? undefined : sequence("attention_mask", attention, position, like);
  return ids.map((id, i) => {
    const isSpecial = given ? Boolean(Number(given[i])) : allSpecialIds?.includes(id);
    return isSpecial || Number(visible?.[i] ?? 1) === 0;
  });
}
