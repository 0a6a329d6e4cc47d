import { z } from "zod";
import { GenerationOptionsError } from "../errors.ts";
import type { LanguageModel } from "../language-model.ts";
import { BatchScheduler } from "./batch-scheduler.ts";
import type { ContinuousBatch, ContinuousBatchOptions } from "./continuous-batch.ts";

const count = z.int().positive();
const schema = z.strictObject({
  maxBatchSize: count.default(16),
  maxTokens: count.optional(),
  maxWaiting: z.int().nonnegative().default(256),
  maxPrefillTokens: count.default(512),
});

/**
 * Continues the prompts of many requests together, each with options of its own: requests join at any step and leave when they
 * end, and share the memory for keys and values. The tokens of a request are those of `generate` for its prompt alone,
 * whichever requests run beside it, up to what rounding changes in logits that are as good as equal.
 *
 * @param model stays open when the batch is closed
 * @throws GenerationOptionsError for an option that is unknown or out of range
 */
export function createContinuousBatch(
  model: LanguageModel,
  options: ContinuousBatchOptions = {},
): ContinuousBatch {
  const result = schema.safeParse(options, { reportInput: true });
  if (!result.success) throw new GenerationOptionsError(result.error);
  return new BatchScheduler(model, result.data);
}
