import type { FeatureMap, Source } from "../../table/source.ts";
import type { LocalFile } from "../local-file.ts";

/** How a format's files become rows. */
export type Builder<Options> = (
  files: readonly LocalFile[],
  options: Options & { readonly features?: FeatureMap | undefined },
) => Promise<Source>;
