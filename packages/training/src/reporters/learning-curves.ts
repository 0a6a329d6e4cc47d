import type { Metrics } from "../trainer/callback.ts";
import { evaluationMetrics } from "./evaluation-metrics.ts";

/** One point of a curve. */
export interface CurvePoint {
  /** "loss", or the name of a metric. */
  readonly metric: string;
  readonly split: "training" | "validation";
  readonly step: number;
  readonly epoch: number;
  /** A gap where the number is not finite. */
  readonly value: number | null;
}

/** A Vega-Lite specification with its points in it, as `plot` of `@llm-course/notebook` takes it. */
export type LearningCurves = {
  readonly description: string;
  readonly data: { readonly values: readonly CurvePoint[] };
  readonly [property: string]: unknown;
};

/**
 * The loss of training and validation over the steps, and beside it each metric of the evaluations:
 * `plot(learningCurves(trainer.state.logHistory))`. The points are in `data.values`.
 */
export function learningCurves(logHistory: readonly Metrics[]): LearningCurves {
  const values = logHistory.flatMap(pointsOf);
  const metrics = [...new Set(["loss", ...values.map(({ metric }) => metric)])];
  return {
    description: describe(values),
    data: { values },
    hconcat: metrics.map((metric) => ({
      title: metric,
      width: 300,
      height: 220,
      transform: [{ filter: `datum.metric === ${JSON.stringify(metric)}` }],
      mark: { type: "line", point: true, tooltip: true },
      encoding: {
        x: {
          field: "step",
          type: "quantitative",
          title: "step",
          axis: { grid: false, tickMinStep: 1, tickCount: 6 },
          scale: { zero: true },
        },
        y: { field: "value", type: "quantitative", title: null, scale: { zero: false } },
        color: split,
        strokeDash: split,
      },
    })),
  };
}

const split = {
  field: "split",
  type: "nominal",
  scale: { domain: ["training", "validation"] },
  legend: { title: null },
};

function pointsOf(log: Metrics): CurvePoint[] {
  const { step = 0, epoch = 0, loss } = log;
  const point = (split: CurvePoint["split"], metric: string, number: number): CurvePoint => {
    const value = Number.isFinite(number) ? number : null;
    return { metric, split, step, epoch, value };
  };
  return [
    ...(loss === undefined ? [] : [point("training", "loss", loss)]),
    ...Object.entries(evaluationMetrics(log)).map(([name, value]) => point("validation", name, value)),
  ];
}

function describe(values: readonly CurvePoint[]): string {
  const curves = Map.groupBy(values, ({ metric, split }) => `${split} ${metric}`);
  const courses = [...curves].map(([name, points]) => {
    const numbers = points.flatMap(({ value }) => value ?? []);
    const [first, last] = [numbers[0], numbers.at(-1)];
    if (first === undefined || last === undefined) return `${name} without numbers`;
    return `${name} from ${Number(first.toPrecision(3))} to ${Number(last.toPrecision(3))}`;
  });
  return `Learning curves: ${courses.join("; ") || "nothing logged yet"}.`;
}
