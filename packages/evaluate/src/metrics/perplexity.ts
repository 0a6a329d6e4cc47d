import { z } from "zod";
import { EmptyInputError } from "../errors.ts";
import { checkLosses } from "../inputs/losses.ts";
import { ignoreIndex } from "../labels.ts";
import { metricOver } from "../metric-function.ts";

/**
 * The perplexity of a language model on texts, from 1 (certain and right) to ∞; a model that knows nothing has that of its
 * vocabulary's size. It is e to the mean loss of a token:
 *
 *     exp(-Σ log p(tokenᵢ | tokens before) / n)
 *
 * A prediction is the mean loss of a batch, in nats, and its reference the number of tokens that count in it; or it is the
 * list of log-probabilities that a text's tokens have, and its reference their labels, in which -100 marks tokens that do
 * not count. Batches are weighted by their tokens: the mean of the losses of unequal batches is another number.
 *
 * @throws EmptyInputError if no token counts, besides what every metric throws
 */
export const perplexity = metricOver(checkLosses, "perplexity", z.strictObject({}), (pairs) => {
  let tokens = 0;
  let sum = 0;
  for (const [i, reference] of pairs.references.entries()) {
    const prediction = pairs.predictions[i] as number | number[];
    if (typeof prediction === "number") {
      const count = reference as number;
      tokens += count;
      if (count > 0) sum += prediction * count;
    } else {
      const labels = reference as number[];
      const counted = prediction.filter((_, token) => labels[token] !== ignoreIndex);
      tokens += counted.length;
      sum -= counted.reduce((total, logProb) => total + logProb, 0);
    }
  }
  if (tokens === 0) throw new EmptyInputError("perplexity");
  return { perplexity: Math.exp(sum / tokens), loss: sum / tokens, num_tokens: tokens };
});
