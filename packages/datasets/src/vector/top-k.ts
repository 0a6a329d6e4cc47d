import type { Neighbours } from "./vector-index.ts";

/**
 * The k highest of the scores pushed, of equal ones those of lower index: a heap with the worst on top, so that most
 * candidates are refused by one comparison.
 */
export class TopK {
  readonly #k: number;
  readonly #scores: Float64Array;
  readonly #indices: Float64Array;
  #size = 0;
  /** What a candidate has to exceed; minus infinity while there is room. */
  threshold = Number.NEGATIVE_INFINITY;

  constructor(k: number) {
    this.#k = k;
    this.#scores = new Float64Array(k);
    this.#indices = new Float64Array(k);
  }

  /** NaN is never among the highest. */
  push(score: number, index: number): void {
    if (!(score >= this.threshold)) return;
    if (this.#size < this.#k) {
      let child = this.#size++;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if (!this.#isWorse(score, index, parent)) break;
        this.#move(parent, child);
        child = parent;
      }
      this.#set(child, score, index);
    } else if (!this.#isWorse(score, index, 0)) this.#replaceWorst(score, index);
    if (this.#size === this.#k) this.threshold = this.#scores[0] as number;
  }

  #replaceWorst(score: number, index: number): void {
    let parent = 0;
    for (let child = 1; child < this.#k; child = 2 * parent + 1) {
      if (child + 1 < this.#k && this.#isWorse(this.#scores[child + 1], this.#indices[child + 1], child))
        child++;
      if (this.#isWorse(score, index, child)) break;
      this.#move(child, parent);
      parent = child;
    }
    this.#set(parent, score, index);
  }

  #isWorse(score: number | undefined, index: number | undefined, other: number): boolean {
    const otherScore = this.#scores[other] as number;
    if (score !== otherScore) return (score as number) < otherScore;
    return (index as number) > (this.#indices[other] as number);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#scores[from] as number, this.#indices[from] as number);
  }

  #set(at: number, score: number, index: number): void {
    this.#scores[at] = score;
    this.#indices[at] = index;
  }

  /** The highest first. */
  sorted(): Neighbours {
    const order = Array.from({ length: this.#size }, (_, i) => i).sort(
      (a, b) =>
        (this.#scores[b] as number) - (this.#scores[a] as number) ||
        (this.#indices[a] as number) - (this.#indices[b] as number),
    );
    return {
      scores: order.map((i) => this.#scores[i] as number),
      indices: order.map((i) => this.#indices[i] as number),
    };
  }
}
