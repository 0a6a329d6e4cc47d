import type { DataCollator, ProcessingClass } from "./collator.ts";
import { ExampleError } from "./errors.ts";
import { type MaskingOptions, maskingCollator, type Tokens } from "./masking.ts";
import { sequence } from "./pad-sequences.ts";

/**
 * As `dataCollatorForLanguageModeling`, but all tokens of a word are predicted, or none. Which belong together is what
 * `word_ids` says, the word of each token and null for special tokens; without it, tokens that begin with "##" go on
 * with the word before them.
 *
 * @throws DataCollatorError for probabilities that are none, and a tokenizer without what masks need
 */
export function dataCollatorForWholeWordMask(
  tokenizer: ProcessingClass,
  options: MaskingOptions = {},
): DataCollator {
  return maskingCollator(tokenizer, options, (tokens) =>
    tokens.example.word_ids === undefined ? byPrefix(tokens, tokenizer) : byWordIds(tokens),
  );
}

/** Texts that were joined count their words anew, so a word ends where the number changes. */
function byWordIds({ ids, isSpecial, example, position }: Tokens): (number | undefined)[] {
  const words = sequence("word_ids", example.word_ids, position, { main: "input_ids", length: ids.length });
  return numbered(
    isSpecial,
    (i) => words[i] !== words[i - 1],
    (i) => words[i] === null,
  );
}

function byPrefix({ ids, isSpecial, position }: Tokens, tokenizer: ProcessingClass): (number | undefined)[] {
  const tokens = tokenizer.convertIdsToTokens?.([...ids]);
  if (!tokens) {
    const problem = "expected it, or a tokenizer with convertIdsToTokens, to know the words; given";
    throw new ExampleError({ key: "word_ids", problem, value: undefined }, position);
  }
  return numbered(
    isSpecial,
    (i) => !tokens[i]?.startsWith("##") || isSpecial[i - 1] === true,
    () => false,
  );
}

function numbered(
  isSpecial: readonly boolean[],
  begins: (i: number) => boolean,
  isLeftOut: (i: number) => boolean,
): (number | undefined)[] {
  let word = 0;
  return isSpecial.map((special, i) => {
    if (begins(i)) word++;
    return special || isLeftOut(i) ? undefined : word;
  });
}
