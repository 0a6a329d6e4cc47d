import { nearest } from "@llm-course/hub";
import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineOptionsError } from "../errors.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { labelsOf } from "../load/model-config.ts";
import { openTextModel, type TextBatch, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { softmax } from "../math/softmax.ts";
import { parseOptions } from "../parse-options.ts";
import {
  type AggregationStrategy,
  aggregateEntities,
  type EntityGroup,
  type ScoredToken,
} from "./aggregate-entities.ts";
import { widestContexts } from "./token-windows.ts";

const schema = z.strictObject({
  /** How tokens become entities. Default: "none", each token is one. */
  aggregationStrategy: z.enum(["none", "simple", "first", "max", "average"]).optional(),
  /** Labels that are no entity. Default: O */
  ignoreLabels: z.array(z.string()).readonly().optional(),
  /**
   * Reads a long text in windows that share so many tokens, instead of its beginning alone. Each token is judged where it
   * has most around it. Default: none, what the model does not read is left out.
   */
  stride: z.int().nonnegative().optional(),
});

export type TokenClassificationOptions = z.input<typeof schema>;

/** A token that a model marks. */
export interface TokenEntity {
  readonly entity: string;
  readonly score: number;
  /** Its place among the tokens, the special one at the beginning included. */
  readonly index: number;
  /** `text.slice(start, end)` */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

type Grouped = TokenClassificationOptions & { readonly aggregationStrategy: AggregationStrategy };

/** A list of entities for a text, and a list of such lists for several. */
export interface TokenClassificationPipeline extends TextModel {
  (text: string, options: Grouped): Promise<EntityGroup[]>;
  (texts: readonly string[], options: Grouped): Promise<EntityGroup[][]>;
  (text: string, options?: TokenClassificationOptions): Promise<TokenEntity[]>;
  (texts: readonly string[], options?: TokenClassificationOptions): Promise<TokenEntity[][]>;
}

/**
 * Tells of each token what it is, as the name of somebody or a verb, and puts tokens together to entities.
 *
 * @param model default: "dbmdz/bert-large-cased-finetuned-conll03-english"
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function tokenClassification(
  model: ModelSource = defaultModels["token-classification"],
  options: PipelineOptions = {},
): Promise<TokenClassificationPipeline> {
  const opened = await openTextModel("token-classification", model, options);
  const call = async (input: string | readonly string[], given?: TokenClassificationOptions) => {
    const { texts, isSingle } = asTexts("text", input);
    const { aggregationStrategy: strategy = "none", ...rest } = parseOptions(schema, given);
    const { ignoreLabels = ["O"], stride } = rest;
    const answers: (EntityGroup[] | TokenEntity[])[] = [];
    for (const batch of inBatches(texts, opened.batchSize)) {
      const read = stride === undefined ? await scoreTexts(opened, batch) : [];
      if (stride !== undefined) for (const text of batch) read.push(await scoreWindows(opened, text, stride));
      for (const [i, tokens] of read.entries()) {
        const labels = labelsOf(opened.config, tokens[0]?.probabilities.length ?? 0);
        if (tokens.length > 0) checkLabels(ignoreLabels, labels);
        const text = batch[i] as string;
        answers.push(
          strategy === "none"
            ? asEntities(tokens, labels, text, ignoreLabels)
            : aggregateEntities(tokens, { strategy, labels, text, ignoreLabels }),
        );
      }
    }
    return isSingle ? answers[0] : answers;
  };
  return Object.assign(call, opened) as TokenClassificationPipeline;
}

type IndexedToken = ScoredToken & { readonly index: number };

/** The tokens of each text that are no special ones. */
async function scoreTexts(model: TextModel, texts: readonly string[]): Promise<IndexedToken[][]> {
  const encoded = await encodeTexts(model, texts);
  const rows = await probabilities(model, encoded);
  return texts.map((_, i) =>
    encoded.encoding.wordIds(i).flatMap((word, index) => {
      const [start, end] = encoded.encoding.tokenToChars(i, index) ?? [0, 0];
      return word === null ? [] : [{ probabilities: rows[i]?.[index] ?? [], start, end, word, index }];
    }),
  );
}

/** Those of one text, of any length. */
async function scoreWindows(model: TextModel, text: string, stride: number): Promise<IndexedToken[]> {
  const { tokenizer, maxLength } = model;
  const room = maxLength - tokenizer.numSpecialTokensToAdd();
  if (stride >= room)
    throw new PipelineOptionsError(
      `option stride, less than the ${room} tokens of a window expected`,
      stride,
    );
  const windows = await tokenizer([text], {
    ...{ truncation: true, maxLength, stride, returnOverflowingTokens: true },
  });
  const scores: (readonly (readonly number[])[])[] = [];
  for (const rows of inBatches([...windows.input_ids.keys()], model.batchSize)) {
    const { input_ids, attention_mask, token_type_ids } = windows;
    const row = (list: number[][] | undefined, i: number) => list?.[i] as number[];
    const batch = tokenizer.pad(
      rows.map((i) => ({
        input_ids: row(input_ids, i),
        ...(attention_mask && { attention_mask: row(attention_mask, i) }),
        ...(token_type_ids && { token_type_ids: row(token_type_ids, i) }),
      })),
    );
    scores.push(...(await probabilities(model, batch as unknown as TextBatch)));
  }
  const offsets = windows.input_ids.map((ids, window) =>
    ids.map((_, token) => windows.tokenToChars(window, token)?.[0] ?? null),
  );
  // Windows begin anew with the index that the next token has in the whole text.
  return widestContexts(offsets).map(({ window, token }, place) => {
    const [start, end] = windows.tokenToChars(window, token) as [number, number];
    const word = windows.tokenToWord(window, token) as number;
    return { probabilities: scores[window]?.[token] ?? [], start, end, word, index: place + 1 };
  });
}

async function probabilities(model: TextModel, batch: TextBatch): Promise<number[][][]> {
  const { logits } = await model.run(batch, "logits");
  const [, width = 0] = logits.dims;
  return inBatches(
    rowsOf(logits).map((row) => softmax(row)),
    width,
  );
}

function asEntities(
  tokens: readonly IndexedToken[],
  labels: readonly string[],
  text: string,
  ignoreLabels: readonly string[],
): TokenEntity[] {
  return tokens.flatMap(({ probabilities, index, start, end }) => {
    const score = Math.max(...probabilities);
    const entity = labels[probabilities.indexOf(score)] ?? "";
    return ignoreLabels.includes(entity)
      ? []
      : [{ entity, score, index, word: text.slice(start, end), start, end }];
  });
}

/** @throws PipelineOptionsError for one that the model does not give, with those most alike */
function checkLabels(ignoreLabels: readonly string[], labels: readonly string[]): void {
  const known = new Set([...labels, ...labels.map((label) => label.replace(/^[BIES]-/, "")), "O"]);
  for (const label of ignoreLabels)
    if (!known.has(label))
      throw new PipelineOptionsError(
        `option ignoreLabels, a label of the model expected, the nearest are ${nearest(label, [...known]).join(", ")}`,
        label,
      );
}
