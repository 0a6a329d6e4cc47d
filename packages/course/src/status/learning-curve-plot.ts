import { plot, toMimeBundle } from "@llm-course/notebook";
import type { CurvePoint } from "./learning-curve.ts";

const kinds = [
  ["questions", "questions right"],
  ["exercises", "exercises solved"],
] as const;

/** What members had learned day by day, a line for each, as an SVG. */
export async function learningCurveSvg(points: readonly CurvePoint[]): Promise<string> {
  const values = points.flatMap((point) =>
    kinds.map(([key, kind]) => ({ member: point.member, day: point.day, kind, done: point[key] })),
  );
  const last = [...Map.groupBy(points, ({ member }) => member)].map(([member, own]) => {
    const { day = "", questions = 0, exercises = 0 } = own.at(-1) ?? {};
    return `${member} on ${day}: ${questions} questions right, ${exercises} exercises solved`;
  });
  const display = plot({
    title: "Learned, day by day",
    description: `${last.join("; ")}.`,
    data: { values },
    facet: { column: { field: "kind", type: "nominal", title: null, sort: kinds.map(([, kind]) => kind) } },
    resolve: { scale: { y: "independent" } },
    spec: {
      ...{ width: 230, height: 150 },
      mark: { type: "line", interpolate: "step-after", point: true },
      encoding: {
        x: {
          field: "day",
          type: "temporal",
          title: null,
          timeUnit: "utcyearmonthdate",
          axis: { format: "%e %b", labelAngle: 0, tickCount: 4 },
        },
        y: {
          field: "done",
          type: "quantitative",
          title: null,
          scale: { zero: true },
          axis: { tickMinStep: 1 },
        },
        color: { field: "member", type: "nominal", title: null, legend: { orient: "top" } },
        strokeDash: { field: "member", type: "nominal", title: null, legend: { orient: "top" } },
      },
    },
  });
  const bundle = await toMimeBundle(display);
  return `${bundle["image/svg+xml"]}\n`;
}
