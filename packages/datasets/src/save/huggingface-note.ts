import { featureToJson } from "../features/feature-json.ts";
import type { FeatureMap } from "../table/source.ts";

/** What files say of their features, in Arrow's schema and in parquet's metadata. */
export function huggingfaceNote(features: FeatureMap): string {
  const json = Object.fromEntries(Array.from(features, ([name, feature]) => [name, featureToJson(feature)]));
  return JSON.stringify({ info: { features: json } });
}
