import { isDeepStrictEqual } from "node:util";
import { MetadataConflictError } from "./errors.ts";
import { type CardData, parseCard } from "./parse-card.ts";
import { pathText } from "./path-text.ts";
import { renderCard } from "./render-card.ts";
import {
  type ModelIndex,
  type ModelIndexMetric,
  type ModelIndexResult,
  modelIndexSchema,
} from "./schemas/model-index.ts";

export interface UpdateCardMetadataOptions {
  /** Replaces values that are there and differ. Default: false, they are an error. */
  readonly overwrite?: boolean;
}

/**
 * The card's text with more metadata; all else in it stays as it is. Results of `model-index` join those that are there, by
 * model, task, dataset, and the metric's type and name; values of `undefined` take their key out.
 *
 * @param text a README, or "" for a new one
 * @throws MetadataConflictError for a value that is there, differs, and may not be overwritten
 * @throws CardSyntaxError for a card that cannot be read
 */
export function updateCardMetadata(
  text: string,
  changes: CardData,
  { overwrite = false }: UpdateCardMetadataOptions = {},
): string {
  const card = parseCard(text);
  const data: CardData = { ...card.data };
  for (const [key, value] of Object.entries(changes)) {
    const old = data[key];
    const indexes = key === "model-index" ? modelIndexSchema.array().safeParse([old, value]).data : undefined;
    if (value === undefined) delete data[key];
    else if (indexes) data[key] = mergedIndex(indexes[0] ?? [], indexes[1] ?? [], overwrite);
    else if (old === undefined || old === null || overwrite || isDeepStrictEqual(old, value))
      data[key] = value;
    else throw new MetadataConflictError(key, old, value);
  }
  return renderCard({ ...card, data });
}

function mergedIndex(old: ModelIndex, added: ModelIndex, overwrite: boolean): ModelIndex {
  const merged = structuredClone(old);
  for (const model of added) {
    const same = merged.findIndex(({ name }) => name === model.name);
    if (same < 0) merged.push(model);
    else
      mergeResults(
        (merged[same] as ModelIndex[number]).results,
        model.results,
        ["model-index", same],
        overwrite,
      );
  }
  return merged;
}

function mergeResults(
  old: ModelIndexResult[],
  added: readonly ModelIndexResult[],
  path: PropertyKey[],
  overwrite: boolean,
): void {
  for (const result of added) {
    const same = old.findIndex(
      ({ task, dataset }) =>
        isDeepStrictEqual(task, result.task) && isDeepStrictEqual(dataset, result.dataset),
    );
    const existing = old[same];
    if (!existing) old.push(structuredClone(result));
    else mergeMetrics(existing.metrics, result.metrics, [...path, "results", same], overwrite);
  }
}

function mergeMetrics(
  old: ModelIndexMetric[],
  added: readonly ModelIndexMetric[],
  path: PropertyKey[],
  overwrite: boolean,
): void {
  for (const metric of added) {
    const same = old.findIndex(({ type, name }) => type === metric.type && name === metric.name);
    const existing = old[same];
    if (!existing) old.push(structuredClone(metric));
    else if (isDeepStrictEqual(existing.value, metric.value) || overwrite)
      old[same] = { ...existing, ...structuredClone(metric) };
    else
      throw new MetadataConflictError(
        pathText([...path, "metrics", same, "value"]),
        existing.value,
        metric.value,
      );
  }
}
