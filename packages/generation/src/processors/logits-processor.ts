/** Which row the logits are of. */
export interface LogitsContext {
  /** How many tokens at the beginning of `tokenIds` were given, not generated. */
  readonly promptLength: number;
  /** The place of the row: of the prompt, times `numReturnSequences` or `numBeams`, plus that of the sequence or beam. */
  readonly row: number;
}

/**
 * Changes the logits of the next token of one sequence; a token with −∞ is out. Processors run one after the other.
 *
 * @param logits may be changed in place: they are a copy. In beam search they are logarithms of probabilities.
 * @param tokenIds the sequence so far: its prompt, without padding, and the tokens generated; of an encoder-decoder the
 * tokens of the decoder
 * @returns as many logits, the same memory or other
 */
export type LogitsProcessor = (
  logits: Float32Array,
  tokenIds: readonly number[],
  context: LogitsContext,
) => Float32Array;
