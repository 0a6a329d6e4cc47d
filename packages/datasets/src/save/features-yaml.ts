import type { Feature, Struct } from "../features/feature.ts";
import { featureToJson } from "../features/feature-json.ts";
import type { FeatureMap } from "../table/source.ts";

/** Features as the front matter of a dataset's README has them. */
export function featuresToYaml(features: FeatureMap): { name: string }[] {
  return Array.from(features, ([name, feature]) => ({ name, ...typeOf(feature) }));
}

function typeOf(feature: Feature): Record<string, unknown> {
  if (feature._type === undefined)
    return {
      struct: Object.entries(feature as Struct).map(([name, inner]) => ({
        name,
        ...typeOf(inner as Feature),
      })),
    };
  switch (feature._type) {
    case "Value":
      return { dtype: feature.dtype };
    case "ClassLabel":
      return {
        dtype: {
          class_label: { names: Object.fromEntries(feature.names.map((name, i) => [String(i), name])) },
        },
      };
    case "List":
    case "LargeList": {
      const kind = feature._type === "List" ? "list" : "large_list";
      const inner = typeOf(feature.feature);
      const short = Object.keys(inner).length === 1 && typeof inner.dtype === "string" ? inner.dtype : inner;
      if (feature.length === undefined || feature.length < 0) return { [kind]: short };
      return { [kind]: typeof short === "string" ? { dtype: short } : short, length: feature.length };
    }
    default: {
      const { _type, ...options } = featureToJson(feature) as { _type: string };
      const name = _type.replace(/(?<=[a-z])(?=[A-Z\d])/g, "_").toLowerCase();
      return { dtype: Object.keys(options).length > 0 ? { [name]: options } : name };
    }
  }
}
