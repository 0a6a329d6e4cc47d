import { expect, test } from "vitest";
import { bootstrapConfidenceInterval } from "./bootstrap/bootstrap-confidence-interval.ts";
import { EmptyInputError } from "./errors.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { report } from "./report.ts";

const results = {
  "a < b": { accuracy: 0.5, f1: 1 / 3 },
  tuned: { accuracy: { value: 0.8125, low: 0.79, high: 0.834, standardError: 0.01 }, counts: [1, 2] },
};

test("has a row for each system and a column for each metric", () => {
  expect(report(results).rows).toEqual([
    { system: "a < b", accuracy: "0.500", f1: "0.333" },
    { system: "tuned", accuracy: "0.813 [0.790, 0.834]", f1: "" },
  ]);
  expect(report(results, { digits: 1 }).rows[1]?.accuracy).toBe("0.8 [0.8, 0.8]");
});

test("plots a dot for each number and a bar for each interval, from plain data", () => {
  const { spec, points } = report(results);
  expect(points).toEqual([
    { system: "a < b", metric: "accuracy", value: 0.5 },
    { system: "a < b", metric: "f1", value: 1 / 3 },
    { system: "tuned", metric: "accuracy", value: 0.8125, low: 0.79, high: 0.834 },
  ]);
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  expect(spec).toMatchObject({
    description: "A dot for the accuracy, f1 of a < b, tuned, with bars for intervals.",
    data: { values: points },
    facet: { column: { field: "metric" } },
    spec: { layer: [{ mark: { type: "rule" } }, { mark: { type: "point" } }] },
  });
});

test("shows itself as a table", () => {
  const shown = report(results) as unknown as Record<symbol, () => Record<string, string>>;
  const bundle = shown[Symbol.for("Jupyter.display")]?.();
  expect(bundle?.["text/plain"]).toBe(
    [
      "system  accuracy              f1",
      "a < b   0.500                 0.333",
      "tuned   0.813 [0.790, 0.834]",
    ].join("\n"),
  );
  expect(bundle?.["text/html"]).toContain("<td>a &lt; b</td><td>0.500</td><td>0.333</td>");
});

test("takes what bootstrapConfidenceInterval gives", () => {
  const input = { references: [0, 1, 1, 0], predictions: [0, 1, 0, 0] };
  const { rows } = report({ one: bootstrapConfidenceInterval(accuracy, input), two: accuracy(input) });
  expect(rows[0]?.accuracy).toMatch(/^0\.750 \[0\.\d+, 1\.000\]$/);
  expect(rows[1]?.accuracy).toBe("0.750");
});

test("refuses to show nothing", () => {
  expect(() => report({})).toThrow(EmptyInputError);
  expect(() => report({ system: { counts: [1] } })).toThrow(EmptyInputError);
});
