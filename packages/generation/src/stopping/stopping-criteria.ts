import type { LogitsContext } from "../processors/logits-processor.ts";

/**
 * Whether a sequence ends with its last token.
 *
 * @param tokenIds the sequence so far: its prompt, without padding, and the new tokens, one at least
 */
export type StoppingCriteria = (tokenIds: readonly number[], context: LogitsContext) => boolean;
