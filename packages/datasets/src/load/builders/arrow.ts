import { cachedTable } from "../../cache/cached-table.ts";
import { fingerprint } from "../../cache/fingerprint.ts";
import { featureToJson } from "../../features/feature-json.ts";
import type { Builder } from "./builder.ts";
import type { ArrowOptions } from "./options.ts";

/** Rows of Arrow files, of the stream or the file format, with the features that Python's `datasets` noted in them. */
export const arrow: Builder<ArrowOptions> = (files, { features = new Map() }) => {
  const key = fingerprint(
    "arrow",
    files.map((file) => file.key),
    Array.from(features, ([name, feature]) => [name, featureToJson(feature)]),
  );
  return cachedTable(key, async (folder) => {
    const { tableOfArrow } = await import("../../save/arrow-table.ts");
    return tableOfArrow(files, folder, features);
  });
};
