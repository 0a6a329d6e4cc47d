import { describe, expect, it } from "vitest";
import { CardSyntaxError, CardValueError } from "./errors.ts";
import { type EvalResult, evalResultsToModelIndex, modelIndexToEvalResults } from "./eval-result.ts";
import { parseEvalResults, renderEvalResults } from "./eval-results-file.ts";
import { modelIndexSchema } from "./schemas/model-index.ts";

const accuracy: EvalResult = {
  taskType: "image-classification",
  datasetType: "beans",
  datasetName: "Beans",
  metricType: "accuracy",
  metricValue: 0.9,
};

const full: EvalResult = {
  ...accuracy,
  taskName: "Image Classification",
  datasetConfig: "default",
  datasetSplit: "test",
  datasetRevision: "abc",
  datasetArgs: { language: "en" },
  metricName: "Accuracy",
  metricConfig: "c",
  metricArgs: { k: 1 },
  verified: true,
  verifyToken: "t",
  sourceName: "Board",
  sourceUrl: "https://example.org",
};

describe("model-index", () => {
  it("has the results of a task and a dataset together", () => {
    const f1 = { ...accuracy, metricType: "f1", metricValue: 0.8 };
    const other = { ...accuracy, datasetType: "peas", datasetName: "Peas" };
    expect(evalResultsToModelIndex("my-model", [accuracy, other, f1])).toEqual([
      {
        name: "my-model",
        results: [
          {
            task: { type: "image-classification" },
            dataset: { type: "beans", name: "Beans" },
            metrics: [
              { type: "accuracy", value: 0.9 },
              { type: "f1", value: 0.8 },
            ],
          },
          {
            task: { type: "image-classification" },
            dataset: { type: "peas", name: "Peas" },
            metrics: [{ type: "accuracy", value: 0.9 }],
          },
        ],
      },
    ]);
  });

  it("gives back the results that it was made of", () => {
    const results = [accuracy, full, { ...full, datasetSplit: "train" }];
    const index = evalResultsToModelIndex("m", results);
    expect(index[0]?.results).toHaveLength(3);
    expect(modelIndexSchema.parse(index)).toEqual(index);
    expect(modelIndexToEvalResults(index)).toEqual([{ modelName: "m", results }]);
  });

  it("says what is no model-index", () => {
    expect(() => modelIndexToEvalResults([{ name: 1 }])).toThrow(CardValueError);
  });
});

describe("files of .eval_results", () => {
  const entries = [
    {
      dataset: { id: "cais/hle", task_id: "default", revision: "abc" },
      value: 20.9,
      date: "2026-01-15",
      source: { url: "https://example.org", name: "Logs", user: "ada" },
      notes: "no-tools",
    },
    { dataset: { id: "Idavidrein/gpqa", task_id: "gpqa_diamond" }, value: 0.412 },
  ];

  it("are read as they were written, with dates as text", () => {
    const text = renderEvalResults(entries);
    expect(text).toContain('date: "2026-01-15"');
    expect(parseEvalResults(text)).toEqual(entries);
  });

  it.each([
    ["- dataset:\n    id: a/b\n  value: 1\n", 'line 2, column 5: "[0].dataset.task_id": text expected'],
    ["- dataset: { id: a/b, task_id: t }\n", '"[0].value": a value expected'],
    [
      "- dataset: { id: a/b, task_id: t }\n  value: 1\n  source: { name: x }\n",
      '"[0].source.url": text expected',
    ],
    ["- dataset: { id: a/b, task_id: t }\n  value: 1\n  date: soon\n", "line 3, column 9"],
    ["a: 1", "a list expected"],
    ["- [", "line 1"],
  ])("that are wrong are refused with the line: %j", (text, message) => {
    expect(() => parseEvalResults(text)).toThrow(CardSyntaxError);
    expect(() => parseEvalResults(text)).toThrow(message);
  });
});
