import { z } from "zod";
import { FeatureError } from "../errors.ts";
import { ClassLabel } from "./class-label.ts";
import type { Feature, Struct } from "./feature.ts";

const dtype = z.object({ _type: z.literal("Value"), dtype: z.string() });
const classLabel = z.object({ _type: z.literal("ClassLabel"), names: z.array(z.string()) });
const listLike = z.object({
  _type: z.enum(["List", "LargeList", "Sequence"]),
  feature: z.unknown(),
  length: z.int().optional(),
});
const array = z.object({
  _type: z.enum(["Array2D", "Array3D", "Array4D", "Array5D"]),
  shape: z.array(z.int().nullable()),
  dtype: z.string(),
});
const media = z.looseObject({ _type: z.enum(["Image", "Audio", "Video", "Pdf"]) });
const translation = z.object({ _type: z.literal("Translation"), languages: z.array(z.string()) });

/**
 * A feature as `dataset_info.json`, the schema of Arrow files and the metadata of parquet files have it. Older versions
 * wrote a list as a list of one feature or as `Sequence`, whose structs were structs of lists.
 *
 * @throws FeatureError for a type that is not known
 */
export function featureFromJson(json: unknown, place = "a feature"): Feature {
  if (Array.isArray(json)) return { _type: "List", feature: featureFromJson(json[0], place) };
  if (typeof json !== "object" || json === null)
    throw new FeatureError(`${place} expected to be an object`, json);
  const type = (json as { _type?: unknown })._type;
  if (typeof type !== "string") return struct(json, place);
  const parse = <T>(schema: z.ZodType<T>): T => {
    const result = schema.safeParse(json);
    if (!result.success) throw new FeatureError(`${place} of type ${type} is not complete`, json);
    return result.data;
  };
  switch (type) {
    case "Value":
      return parse(dtype);
    case "ClassLabel":
      return new ClassLabel(parse(classLabel).names);
    case "List":
    case "LargeList":
    case "Sequence": {
      const { feature, length = -1 } = parse(listLike);
      const inner = featureFromJson(feature, place);
      if (type === "Sequence" && inner._type === undefined) return structOfLists(inner as Struct);
      const kind = type === "LargeList" ? "LargeList" : "List";
      return length >= 0 ? { _type: kind, feature: inner, length } : { _type: kind, feature: inner };
    }
    case "Translation":
      return parse(translation);
    case "Image":
    case "Audio":
    case "Video":
    case "Pdf":
      return parse(media);
    default:
      if (/^Array\dD$/.test(type)) return parse(array);
      throw new FeatureError(`${place} of a type that is not known here`, type);
  }
}

/** As Python's `datasets` reads it. */
export function featureToJson(feature: Feature): unknown {
  if (feature._type === undefined)
    return Object.fromEntries(
      Object.entries(feature).map(([name, inner]) => [name, featureToJson(inner as Feature)]),
    );
  if (feature._type === "ClassLabel") return { names: feature.names, _type: "ClassLabel" };
  if (feature._type === "List" || feature._type === "LargeList") {
    const { length, _type } = feature;
    return { feature: featureToJson(feature.feature), ...(length !== undefined && { length }), _type };
  }
  return { ...feature };
}

function struct(json: object, place: string): Struct {
  return Object.fromEntries(
    Object.entries(json).map(([name, inner]) => [name, featureFromJson(inner, `${place}.${name}`)]),
  );
}

function structOfLists(inner: Struct): Struct {
  return Object.fromEntries(
    Object.entries(inner).map(([name, feature]) => [
      name,
      { _type: "List", feature: feature as Feature } as const,
    ]),
  );
}
