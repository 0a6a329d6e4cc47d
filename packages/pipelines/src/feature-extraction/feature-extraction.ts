import type { Tensor } from "@huggingface/transformers";
import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineOptionsError } from "../errors.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { openTextModel, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { parseOptions } from "../parse-options.ts";
import { normalize, pool } from "./pool.ts";

const schema = z.strictObject({
  /** One vector for a text in place of one for each token. Default: "none". */
  pooling: z.enum(["none", "mean", "cls", "lastToken"]).optional(),
  /** Whether vectors have the length 1; needs a pooling. Default: false. */
  normalize: z.boolean().optional(),
});

export type FeatureExtractionOptions = z.input<typeof schema>;

/**
 * float32: [texts, tokens, dim], padded to the longest text, or with a pooling [texts, dim]. Of one text, too, the first
 * dimension is there.
 */
export interface FeatureExtractionPipeline extends TextModel {
  (texts: string | readonly string[], options?: FeatureExtractionOptions): Promise<Tensor>;
}

/**
 * The vectors that a model makes of texts.
 *
 * @param model default: "sentence-transformers/all-MiniLM-L6-v2"
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function featureExtraction(
  model: ModelSource = defaultModels["feature-extraction"],
  options: PipelineOptions = {},
): Promise<FeatureExtractionPipeline> {
  const opened = await openTextModel("feature-extraction", model, options);
  const { Tensor } = await import("@huggingface/transformers");
  const call = async (input: string | readonly string[], given?: FeatureExtractionOptions) => {
    const { texts } = asTexts("text", input);
    if (texts.length === 0) throw new PipelineInputError("text: at least one text expected", input);
    const { pooling = "none", normalize: normalized = false } = parseOptions(schema, given);
    if (normalized && pooling === "none")
      throw new PipelineOptionsError(
        "option normalize needs a pooling, as mean, or leave it out",
        normalized,
      );
    if (pooling === "none")
      return (await opened.run(await encodeTexts(opened, texts), "last_hidden_state")).last_hidden_state;
    const vectors: Float32Array[] = [];
    for (const batch of inBatches(texts, opened.batchSize)) {
      const encoded = await encodeTexts(opened, batch);
      const { last_hidden_state: hidden } = await opened.run(encoded, "last_hidden_state");
      const tokens = inBatches(rowsOf(hidden), hidden.dims[1] as number);
      for (const [i, row] of tokens.entries()) {
        const vector = pool(row, encoded.attention_mask?.[i] ?? row.map(() => 1), pooling);
        vectors.push(normalized ? normalize(vector) : vector);
      }
    }
    const dim = vectors[0]?.length ?? 0;
    const data = new Float32Array(vectors.length * dim);
    for (const [i, vector] of vectors.entries()) data.set(vector, i * dim);
    return new Tensor("float32", data, [vectors.length, dim]);
  };
  return Object.assign(call, opened) as FeatureExtractionPipeline;
}
