/** What generation needs of a tokenizer: that of `@llm-course/tokenizers` and that of transformers.js have it. */
export interface TextDecoding {
  /** Called with the option in the spelling of both. */
  decode(
    tokenIds: number[],
    options?: { skipSpecialTokens?: boolean; skip_special_tokens?: boolean },
  ): string;
}
