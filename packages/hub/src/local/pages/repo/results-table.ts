import { html } from "hono/html";
import { modelIndexToEvalResults } from "../../../cards/index.ts";
import type { Html } from "../parts/html.ts";
import { taskName } from "../parts/task-name.ts";

const maxResults = 100;

/** What a model's card says it achieves; nothing where it says nothing that can be read. */
export function resultsTable(modelIndex: unknown): Html {
  const results = readResults(modelIndex);
  if (results.length === 0) return html``;
  return html`<section><h2>Evaluation results</h2><div class="scroll"><table>
<thead><tr><th scope="col">Task</th><th scope="col">Dataset</th><th scope="col">Metric</th><th scope="col">Value</th></tr></thead>
<tbody>${results.map(
    (result) =>
      html`<tr><td>${taskName(result.taskType)}</td><td>${result.datasetName}</td><td>${result.metricName ?? result.metricType}</td><td class="number">${shownValue(result.metricValue)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function readResults(modelIndex: unknown) {
  if (modelIndex === undefined) return [];
  try {
    return modelIndexToEvalResults(modelIndex)
      .flatMap(({ results }) => results)
      .slice(0, maxResults);
  } catch {
    // The card's editor says what is wrong with it.
    return [];
  }
}

const shownValue = (value: unknown) =>
  typeof value === "number"
    ? String(Number(value.toPrecision(5)))
    : JSON.stringify(value).replace(/^"|"$/g, "");
