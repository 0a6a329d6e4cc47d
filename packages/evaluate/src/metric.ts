import { type Label, type MetricInput, toPairs } from "./labels.ts";
import type { MetricFunction } from "./metric-function.ts";

/** Collects predictions and references, batch by batch, and compares all of them at the end. */
export class Metric<Options extends object, Result extends object> {
  readonly #metric: MetricFunction<Options, Result>;
  #predictions: Label[] = [];
  #references: Label[] = [];

  constructor(metric: MetricFunction<Options, Result>) {
    this.#metric = metric;
  }

  get name(): string {
    return this.#metric.metricName;
  }

  /** @throws LabelError */
  add({ prediction, reference }: { prediction: Label | bigint; reference: Label | bigint }): void {
    this.addBatch({ predictions: [prediction], references: [reference] });
  }

  /**
   * Keeps nothing of a batch that it refuses.
   *
   * @throws LengthMismatchError, LabelError
   */
  addBatch(batch: MetricInput): void {
    const { predictions, references } = toPairs(batch);
    for (const [i, reference] of references.entries()) {
      this.#references.push(reference);
      this.#predictions.push(predictions[i] as Label);
    }
  }

  /**
   * The metric over all that was added since the last time. Forgets it, unless it throws.
   *
   * @throws what the metric throws, among it EmptyInputError
   */
  compute(options?: Options): Result {
    const result = this.#metric({ predictions: this.#predictions, references: this.#references }, options);
    this.#predictions = [];
    this.#references = [];
    return result;
  }
}
