import { describe, expect, it } from "vitest";
import { MetadataConflictError } from "./errors.ts";
import { evalResultsToModelIndex } from "./eval-result.ts";
import { parseCard } from "./parse-card.ts";
import { updateCardMetadata } from "./update-card-metadata.ts";

const result = {
  ...{ taskType: "text-classification", datasetType: "ada/clips", datasetName: "Clips" },
  ...{ metricType: "accuracy", metricName: "Accuracy", metricValue: 0.27 },
};
const index = (...results: Parameters<typeof evalResultsToModelIndex>[1]) => ({
  "model-index": evalResultsToModelIndex("m", results),
});
const card = updateCardMetadata("---\n# mine\nlicense: mit # free\n---\n# Title\n", index(result));
const metrics = (text: string) =>
  (parseCard(text).data as ReturnType<typeof index>)["model-index"].flatMap(({ results }) =>
    results.flatMap((each) => each.metrics.map(({ type, value }) => [each.dataset?.name, type, value])),
  );

describe("updateCardMetadata", () => {
  it("keeps what is there", () => {
    expect(card).toMatch(/^---\n# mine\nlicense: mit # free\nmodel-index:\n/);
    expect(updateCardMetadata(card, index(result))).toBe(card);
    expect(updateCardMetadata(card, { license: "mit" })).toBe(card);
  });

  it("makes front matter where there is none", () => {
    expect(updateCardMetadata("", { license: "mit" })).toBe("---\nlicense: mit\n---\n");
  });

  it("adds a metric to the results of its dataset, and results of another one", () => {
    const recall = { ...result, metricType: "recall", metricName: "Recall", metricValue: 0.7 };
    const elsewhere = { ...result, datasetName: "Other" };
    expect(metrics(updateCardMetadata(card, index(recall, elsewhere)))).toEqual([
      ["Clips", "accuracy", 0.27],
      ["Clips", "recall", 0.7],
      ["Other", "accuracy", 0.27],
    ]);
  });

  it("replaces a value only when told to", () => {
    const better = index({ ...result, metricValue: 0.28 });
    expect(() => updateCardMetadata(card, better)).toThrow(MetadataConflictError);
    expect(() => updateCardMetadata(card, better)).toThrow("model-index[0].results[0].metrics[0].value");
    expect(metrics(updateCardMetadata(card, better, { overwrite: true }))).toEqual([
      ["Clips", "accuracy", 0.28],
    ]);
    expect(() => updateCardMetadata(card, { license: "apache-2.0" })).toThrow(MetadataConflictError);
    expect(updateCardMetadata(card, { license: "apache-2.0" }, { overwrite: true })).toContain(
      "license: apache-2.0 # free\n",
    );
  });

  it("takes out a key", () => {
    expect(updateCardMetadata(card, { "model-index": undefined })).toBe(
      "---\n# mine\nlicense: mit # free\n---\n# Title\n",
    );
  });
});
