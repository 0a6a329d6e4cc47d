import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineModelError } from "../errors.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { openTextModel, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { softmax } from "../math/softmax.ts";
import { parseOptions } from "../parse-options.ts";

const schema = z.strictObject({
  /** How many words, the likeliest first. Default: 5. */
  topK: z.int().positive().optional(),
  /** Words to choose among. Scores stay the probabilities among all. Default: the whole vocabulary. */
  targets: z.union([z.string(), z.array(z.string()).min(1).readonly()]).optional(),
});

export type FillMaskOptions = z.input<typeof schema>;

export interface FilledMask {
  /** The probability of the token. */
  readonly score: number;
  readonly token: number;
  readonly token_str: string;
  /** The text with the token in the mask's place. */
  readonly sequence: string;
}

/** A list of fillings for a text, and a list of such lists for several. */
export interface FillMaskPipeline extends TextModel {
  (text: string, options?: FillMaskOptions): Promise<FilledMask[]>;
  (texts: readonly string[], options?: FillMaskOptions): Promise<FilledMask[][]>;
}

/**
 * Tells which words may stand in the place of the mask. Models differ in how they write it: `tokenizer.maskToken`.
 *
 * @param model default: "distilbert/distilroberta-base"
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function fillMask(
  model: ModelSource = defaultModels["fill-mask"],
  options: PipelineOptions = {},
): Promise<FillMaskPipeline> {
  const opened = await openTextModel("fill-mask", model, options);
  const { tokenizer, path } = opened;
  const { maskToken: mask } = tokenizer;
  if (mask === undefined) {
    await opened.dispose();
    throw new PipelineModelError("a tokenizer with a mask token expected", path);
  }
  const call = async (input: string | readonly string[], given?: FillMaskOptions) => {
    const { texts, isSingle } = asTexts("text", input);
    const { topK = 5, targets } = parseOptions(schema, given);
    for (const text of texts) {
      const count = text.split(mask).length - 1;
      if (count !== 1)
        throw new PipelineInputError(
          `text: ${mask} expected once, in the place of the word to find, it is there ${count} times`,
          text,
        );
    }
    const chosen = targets === undefined ? undefined : await targetIds(opened, [targets].flat());
    const answers: FilledMask[][] = [];
    for (const batch of inBatches(texts, opened.batchSize)) {
      const encoded = await encodeTexts(opened, batch);
      const { logits } = await opened.run(encoded, "logits");
      const rows = rowsOf(logits);
      const [, width = 0] = logits.dims;
      for (const [i, text] of batch.entries()) {
        const ids = encoded.encoding.input_ids[i] as number[];
        const place = ids.indexOf(tokenizer.maskTokenId);
        if (place < 0)
          throw new PipelineInputError(
            `text: ${mask} within the ${opened.maxLength} tokens expected that the model reads`,
            text,
          );
        const scores = softmax(rows[i * width + place] as Float32Array);
        answers.push(
          likeliest(scores, chosen, topK).map((token) => ({
            ...{ score: scores[token] as number, token, token_str: tokenizer.decode([token]) },
            sequence: tokenizer.decode(ids.with(place, token), { skipSpecialTokens: true }),
          })),
        );
      }
    }
    return isSingle ? answers[0] : answers;
  };
  return Object.assign(call, opened) as FillMaskPipeline;
}

function likeliest(scores: readonly number[], among: readonly number[] | undefined, count: number): number[] {
  const ids = among ? [...among] : [...scores.keys()];
  return ids.sort((a, b) => (scores[b] as number) - (scores[a] as number)).slice(0, count);
}

/** The token of each word; of one that is several, the first, and that is said. */
async function targetIds({ tokenizer, warn }: TextModel, targets: readonly string[]): Promise<number[]> {
  const vocabulary = tokenizer.getVocab();
  const ids = new Set<number>();
  for (const target of targets) {
    const known = vocabulary.get(target);
    if (known !== undefined) {
      ids.add(known);
      continue;
    }
    const pieces = await tokenizer.encode(target, { addSpecialTokens: false });
    const [first] = pieces;
    if (first === undefined || first === tokenizer.unkTokenId)
      throw new PipelineInputError("targets: words of the vocabulary expected", target);
    if (pieces.length > 1)
      warn(
        `a target that is no token stands for its first one, "${tokenizer.convertIdsToTokens(first)}": ${target}`,
      );
    ids.add(first);
  }
  return [...ids];
}
