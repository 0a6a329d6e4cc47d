import { PipelineModelError, PipelineOptionsError } from "../errors.ts";
import type { PipelineConfig } from "../load/model-config.ts";

/** A factor for each head of each layer, [layers][heads]. */
export type HeadMask = readonly (readonly number[])[];

/** The layer that reads all heads, one after the other, in the names of each architecture. */
const outputs: Readonly<Record<string, RegExp>> = {
  bert: /(?:^|\.)encoder\.layer\.(\d+)\.attention\.output\.dense\.weight$/,
  roberta: /(?:^|\.)encoder\.layer\.(\d+)\.attention\.output\.dense\.weight$/,
  distilbert: /(?:^|\.)transformer\.layer\.(\d+)\.attention\.out_lin\.weight$/,
};

interface Weight {
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
}

/**
 * Switches heads off, wholly or in part. What a layer makes of its heads is Σₕ Wₕ · headₕ + b, where Wₕ are the columns that
 * read head h; so a factor mₕ of a head is one of these columns. That is what Hugging Face's `head_mask` computes.
 *
 * @returns the weights that change, by name, as copies
 * @throws PipelineOptionsError for a mask of another shape, PipelineModelError for another architecture
 */
export function maskHeads(
  weights: ReadonlyMap<string, Weight>,
  headMask: HeadMask,
  config: PipelineConfig,
): Map<string, Float32Array> {
  const pattern = outputs[config.model_type ?? ""];
  if (!pattern)
    throw new PipelineModelError(
      `headMask is for ${Object.keys(outputs).join(", ")}, leave it out for`,
      String(config.model_type),
    );
  const layers = [...weights].flatMap(([name, weight]) => {
    const layer = pattern.exec(name)?.[1];
    return layer === undefined ? [] : [{ name, weight, layer: Number(layer) }];
  });
  const heads = Number(config.num_attention_heads ?? config.n_heads);
  if (headMask.length !== layers.length || headMask.some((row) => row.length !== heads))
    throw new PipelineOptionsError(
      `headMask, ${layers.length} lists of ${heads} factors expected, one list for each layer, given`,
      headMask.map((row) => row.length),
    );
  return new Map(
    layers.map(({ name, weight: { data, dims }, layer }) => {
      const [, width = 0] = dims;
      const mask = headMask[layer] as readonly number[];
      const headOf = (place: number) => Math.floor(((place % width) * heads) / width);
      return [
        name,
        (data as Float32Array).map((value, place) => value * (mask[headOf(place)] as number)),
      ] as const;
    }),
  );
}
