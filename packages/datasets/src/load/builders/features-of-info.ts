import { z } from "zod";
import { DataFileError } from "../../errors.ts";
import { featureFromJson } from "../../features/feature-json.ts";
import type { FeatureMap } from "../../table/source.ts";

const noted = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) });

/**
 * The features that Python's `datasets` notes in files, as `{"info": {"features": …}}`; none if there are none.
 *
 * @throws DataFileError for what is not such a note, FeatureError for types that are not known
 */
export function featuresOfInfo(text: string, file: string): FeatureMap {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DataFileError(file, "json expected under the key huggingface of its metadata", { cause });
  }
  const { data } = noted.safeParse(json);
  const features = Object.entries(data?.info.features ?? {});
  return new Map(features.map(([name, feature]) => [name, featureFromJson(feature, `column "${name}"`)]));
}
