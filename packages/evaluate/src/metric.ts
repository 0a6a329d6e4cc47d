import { type Label, type MetricInput, type Pairs, toPairs } from "./labels.ts";
import type { MetricFunction } from "./metric-function.ts";

/** Collects predictions and references, batch by batch, and compares all of them at the end. */
export class Metric<
  Options extends object,
  Result extends object,
  Prediction = Label | bigint,
  Reference = Prediction,
> {
  readonly #metric: MetricFunction<Options, Result, Prediction, Reference>;
  #predictions: Prediction[] = [];
  #references: Reference[] = [];

  constructor(metric: MetricFunction<Options, Result, Prediction, Reference>) {
    this.#metric = metric;
  }

  get name(): string {
    return this.#metric.metricName;
  }

  /** @throws LabelError, InputError */
  add({ prediction, reference }: { prediction: Prediction; reference: Reference }): void {
    this.addBatch({ predictions: [prediction], references: [reference] });
  }

  /**
   * Keeps nothing of a batch that it refuses.
   *
   * @throws LengthMismatchError, LabelError, InputError
   */
  addBatch(batch: MetricInput<Prediction, Reference>): void {
    const check = this.#metric.check ?? (toPairs as (batch: never) => Pairs<unknown>);
    const { predictions, references } = check(batch as never) as Pairs<Prediction, Reference>;
    for (const [i, reference] of references.entries()) {
      this.#references.push(reference);
      this.#predictions.push(predictions[i] as Prediction);
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
