import { GramTable } from "./gram-table.ts";

export interface KneserNeyOptions {
  /** Ids are below it. */
  readonly vocabSize: number;
  /** The most tokens of an n-gram. Default: 5 */
  readonly order?: number;
}

/** What is known of the n-grams of one length. */
interface Level {
  /** From a context's number · vocabSize + token to the n-gram's number. */
  readonly grams: GramTable;
  /** How often each occurs; of those shorter than the order, after how many different tokens. */
  readonly counts: Uint32Array;
  /** By the number of the context: the counts after it together, and what all the discounts leave for shorter contexts. */
  readonly totals: Float64Array;
  readonly left: Float64Array;
  /** What is taken off a count of 1, of 2, and of 3 or more. */
  readonly discounts: readonly number[];
}

/**
 * The interpolated n-gram model with modified Kneser-Ney smoothing, the strongest of those without a neural network
 * (Chen and Goodman, An Empirical Study of Smoothing Techniques for Language Modeling, 1999):
 *
 *     p(w | h) = (c(h w) − D(c(h w))) / Σᵥ c(h v) + γ(h) p(w | h without its first token)
 *
 * c counts occurrences for the longest n-grams and the different tokens before it for shorter ones; the shortest context is
 * followed by any token of the vocabulary with the same probability.
 */
export class KneserNey {
  readonly vocabSize: number;
  readonly order: number;
  readonly #levels: readonly Level[];

  /** @param tokens one text, or texts with a token between them that ends a text */
  constructor(tokens: ArrayLike<number>, { vocabSize, order = 5 }: KneserNeyOptions) {
    this.vocabSize = vocabSize;
    this.order = order;
    const levels: Level[] = [];
    let found = grams(tokens, vocabSize, 1, new Int32Array(tokens.length));
    let contexts = 1;
    for (let length = 1; length <= order; length++) {
      const longer = length < order ? grams(tokens, vocabSize, length + 1, found.at) : undefined;
      const counts = longer ? precedingTokens(longer, found) : occurrences(found);
      levels.push(level(found, counts, contexts));
      contexts = found.table.size;
      if (longer) found = longer;
    }
    this.#levels = levels;
  }

  /** @param context the tokens before, of which the last `order` − 1 count */
  probability(token: number, context: ArrayLike<number>): number {
    const known = Math.min(this.order - 1, context.length);
    let probability = 1 / this.vocabSize;
    for (let length = 0; length <= known; length++) {
      const number = this.#contextNumber(context, length);
      const { grams, counts, totals, left, discounts } = this.#levels[length] as Level;
      const total = number < 0 ? 0 : (totals[number] as number);
      if (total === 0) break;
      const gram = grams.get(number * this.vocabSize + token);
      const count = gram < 0 ? 0 : (counts[gram] as number);
      const discounted = count - (count > 0 ? (discounts[Math.min(count, 3) - 1] as number) : 0);
      probability = (discounted + (left[number] as number) * probability) / total;
    }
    return probability;
  }

  /** The natural logarithm of the probability that each token of a text has after those before it. */
  logProbabilities(tokens: ArrayLike<number>): Float64Array {
    const context = Array.from(tokens);
    return Float64Array.from(context, (token, i) =>
      Math.log(this.probability(token, context.slice(Math.max(0, i - this.order + 1), i))),
    );
  }

  /** The number of the n-gram that the last tokens of a context are, −1 where they never came. */
  #contextNumber(context: ArrayLike<number>, length: number): number {
    let number = 0;
    for (let i = 0; i < length && number >= 0; i++) {
      const token = context[context.length - length + i] as number;
      number = (this.#levels[i] as Level).grams.get(number * this.vocabSize + token);
    }
    return number;
  }
}

interface Grams {
  readonly table: GramTable;
  /** The number of the one that ends at each token; −1 where too few tokens are before. */
  readonly at: Int32Array<ArrayBuffer>;
  /** By its number, that of the n-gram without its last token, and of the one without its first. */
  readonly prefixes: number[];
  readonly suffixes: number[];
}

/**
 * The different n-grams of a length, numbered as they come.
 *
 * @param shorter those of one token less that end at each token; the only one without tokens has the number 0
 */
function grams(tokens: ArrayLike<number>, vocabSize: number, length: number, shorter: Int32Array): Grams {
  const table = new GramTable();
  const at = new Int32Array(tokens.length).fill(-1);
  const prefixes: number[] = [];
  const suffixes: number[] = [];
  for (let end = length - 1; end < tokens.length; end++) {
    const prefix = length === 1 ? 0 : (shorter[end - 1] as number);
    const number = table.add(prefix * vocabSize + (tokens[end] as number));
    at[end] = number;
    if (number < prefixes.length) continue;
    prefixes.push(prefix);
    suffixes.push(shorter[end] as number);
  }
  return { table, at, prefixes, suffixes };
}

function occurrences({ table, at }: Grams): Uint32Array {
  const counts = new Uint32Array(table.size);
  for (const number of at) if (number >= 0) (counts[number] as number)++;
  return counts;
}

function precedingTokens(longer: Grams, { table }: Grams): Uint32Array {
  const counts = new Uint32Array(table.size);
  for (const suffix of longer.suffixes) (counts[suffix] as number)++;
  return counts;
}

function level({ table, prefixes }: Grams, counts: Uint32Array, contexts: number): Level {
  const discounts = discountsOf(counts);
  const [totals, left] = [new Float64Array(contexts), new Float64Array(contexts)];
  for (const [number, count] of counts.entries()) {
    const context = prefixes[number] as number;
    (totals[context] as number) += count;
    if (count > 0) (left[context] as number) += discounts[Math.min(count, 3) - 1] as number;
  }
  return { grams: table, counts, totals, left, discounts };
}

/**
 * D₁ = 1 − 2 Y n₂/n₁, D₂ = 2 − 3 Y n₃/n₂, D₃₊ = 3 − 4 Y n₄/n₃ with Y = n₁/(n₁ + 2 n₂), where nᵣ n-grams have the count r. One
 * half where a small text leaves that undefined or below 0: something must be left for what never came.
 */
function discountsOf(counts: Uint32Array): number[] {
  const n = [0, 0, 0, 0, 0];
  for (const count of counts) if (count < n.length) (n[count] as number)++;
  const [, n1, n2, n3, n4] = n as [number, number, number, number, number];
  const y = n1 / (n1 + 2 * n2);
  const estimates = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
  return estimates.map((discount) => (discount > 0 ? discount : 0.5));
}
