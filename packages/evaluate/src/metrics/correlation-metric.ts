import { z } from "zod";
import { InputError } from "../errors.ts";
import { checkNumbers } from "../inputs/numbers.ts";
import type { Pairs } from "../labels.ts";
import { type MetricFunction, metricOver } from "../metric-function.ts";
import { correlationPValue } from "../statistics/correlation.ts";

const schema = z.strictObject({
  /** Whether to give the p-value, too. Default: no. */
  returnPvalue: z.boolean().default(false),
});

export type CorrelationOptions = z.input<typeof schema>;

/** A correlation by its name, with its p-value under the other if that is asked for. */
export function correlationMetric<Name extends string, PValue extends string>(
  name: Name,
  pValueName: PValue,
  correlate: (pairs: Pairs<number>) => number,
): MetricFunction<
  CorrelationOptions,
  Record<Name, number> & Partial<Record<PValue, number>>,
  number | bigint
> {
  return metricOver(checkNumbers, name, schema, (pairs, { returnPvalue }) => {
    const n = pairs.references.length;
    if (n === 1)
      throw new InputError("references", 1, "a second value, as one alone has no correlation", undefined);
    const r = correlate(pairs);
    const pValue = returnPvalue ? { [pValueName]: correlationPValue(r, n) } : {};
    return { [name]: r, ...pValue } as Record<Name, number> & Partial<Record<PValue, number>>;
  });
}
