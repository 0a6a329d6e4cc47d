import { PipelineInputError, PipelineOptionsError } from "../errors.ts";
import type { TextModel } from "../load/open-text-model.ts";
import type { TokenSpan } from "./best-spans.ts";

/** One row for the model: the question and a piece of the context. */
export interface QuestionWindow {
  readonly inputs: {
    readonly input_ids: number[];
    readonly attention_mask?: number[];
    readonly token_type_ids?: number[];
  };
  /** Whether each token is of the context. */
  readonly allowed: readonly boolean[];
  /** The place of the token for "no answer", [CLS], if there is one. */
  readonly nullIndex: number | undefined;
  /** Where a span of tokens is in the context, in UTF-16 units; with `wholeWords`, the words it begins and ends in. */
  place(span: Pick<TokenSpan, "start" | "end">, wholeWords: boolean): [start: number, end: number];
}

/**
 * A question with each piece of a context. Pieces overlap, so that an answer across a border is whole in one of them.
 *
 * @throws PipelineInputError for a question that leaves no room for the context
 * @throws PipelineOptionsError for an overlap that leaves nothing new for a window
 */
export async function questionWindows(
  { tokenizer }: Pick<TextModel, "tokenizer">,
  question: string,
  context: string,
  {
    maxSeqLen,
    docStride,
    isStrideGiven,
  }: { readonly maxSeqLen: number; readonly docStride: number; readonly isStrideGiven: boolean },
): Promise<QuestionWindow[]> {
  const asked = (await tokenizer.encode(question, { addSpecialTokens: false })).length;
  const room = maxSeqLen - asked - tokenizer.numSpecialTokensToAdd(true);
  if (room < 1)
    throw new PipelineInputError(
      `question: ${asked} tokens leave no room for the context in a window of ${maxSeqLen}, shorten it or give a larger maxSeqLen`,
      question,
    );
  if (docStride >= room && isStrideGiven)
    throw new PipelineOptionsError(
      `option docStride, less than the ${room} tokens expected that a window has beside the question`,
      docStride,
    );
  const encoding = await tokenizer([question], {
    ...{ textPair: [context], truncation: "only_second", maxLength: maxSeqLen },
    ...{ stride: isStrideGiven ? docStride : Math.min(docStride, Math.floor(room / 2)) },
    returnOverflowingTokens: true,
  });
  const { input_ids, attention_mask, token_type_ids } = encoding;
  const clsId = tokenizer.clsToken === undefined ? undefined : tokenizer.clsTokenId;
  return input_ids.map((ids, row): QuestionWindow => {
    const sequences = encoding.sequenceIds(row);
    const nullIndex = clsId === undefined ? -1 : ids.indexOf(clsId);
    const chars = (token: number, wholeWord: boolean): readonly [number, number] => {
      const word = wholeWord ? encoding.tokenToWord(row, token) : null;
      const own = encoding.tokenToChars(row, token) as [number, number];
      return word === null ? own : (encoding.wordToChars(row, word, 1) ?? own);
    };
    return {
      inputs: {
        input_ids: ids,
        ...(attention_mask?.[row] && { attention_mask: attention_mask[row] }),
        ...(token_type_ids?.[row] && { token_type_ids: token_type_ids[row] }),
      },
      allowed: sequences.map((sequence) => sequence === 1),
      nullIndex: nullIndex < 0 ? undefined : nullIndex,
      place: ({ start, end }, wholeWords) => [chars(start, wholeWords)[0], chars(end, wholeWords)[1]],
    };
  });
}
