import type { EncoderInputs, EncoderOutput } from "@llm-course/pipelines";
import { WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

/** What of a tokenizer a judge needs. */
export interface JudgeTokenizer {
  encode(text: string, options?: { addSpecialTokens?: boolean }): Promise<number[]>;
  readonly clsTokenId: number;
  readonly sepTokenId: number;
  readonly padTokenId: number;
}

/** What of a model a judge needs. */
export interface Judge {
  (inputs: EncoderInputs): Promise<EncoderOutput>;
  readonly config: { readonly id2label: Readonly<Record<string, string>> };
}

const special = { clsTokenId: 1, sepTokenId: 2, padTokenId: 9 };

/** "w5 w8" to [105, 108] */
export const contentOf = (text: string): number[] =>
  text.split(" ").map((word) => 100 + Number(word.slice(1)));

/** Its special tokens have other ids than BERT's. */
export const standInTokenizer: JudgeTokenizer = {
  ...special,
  encode: async (text, { addSpecialTokens = true } = {}) =>
    addSpecialTokens ? [special.clsTokenId, ...contentOf(text), special.sepTokenId] : contentOf(text),
};

/** Three labels, whose logits depend on every id of a window. */
const logitsOf = (window: readonly number[]): number[] =>
  [3, 5, 7].map((factor) => window.reduce((sum, id) => sum + (((id * factor) % 11) - 5) / 4, 0));

/**
 * A model that reads `size` ids, and says what is wrong with what it is given.
 *
 * @returns besides the model what it was asked: for each call the windows, without special tokens
 */
export function standInJudge(size: number): {
  judge: Judge & { logitsOf: typeof logitsOf };
  asked: number[][][];
} {
  const asked: number[][][] = [];
  const model = async (inputs: EncoderInputs) => {
    const { input_ids, attention_mask } = inputs as unknown as Record<string, unknown>;
    if (!isRectangle(input_ids))
      throw new TypeError(`input_ids: rows of one length expected, [batch, sequence]: ${show(input_ids)}`);
    const width = input_ids[0]?.length ?? 0;
    if (width > size) throw new RangeError(`the model reads ${size} ids, a row has ${width}`);
    const padded = input_ids.some((row) => row.includes(special.padTokenId));
    if (attention_mask === undefined && padded)
      throw new WrongAnswer(
        "`model` got rows with padding and no `attention_mask`, so it would read the padding as words.",
      );
    const mask = attention_mask ?? input_ids.map((row) => row.map(() => 1));
    if (!isRectangle(mask) || mask.length !== input_ids.length || mask[0]?.length !== width)
      throw new TypeError("attention_mask: the shape of input_ids expected");
    const windows = input_ids.map((row, i) => windowOf(row, mask[i] ?? []));
    asked.push(windows);
    const rows = windows.map(logitsOf);
    return {
      logits: {
        type: "float32",
        dims: [rows.length, 3],
        data: Float32Array.from(rows.flat()),
        tolist: () => rows.map((row) => [...row]),
      },
    };
  };
  const config = { id2label: { 0: "bad", 1: "so-so", 2: "good" } };
  return { judge: Object.assign(model, { config, logitsOf }) as never, asked };
}

function windowOf(row: readonly number[], mask: readonly number[]): number[] {
  const seen = row.filter((_, i) => mask[i] === 1);
  const rest = row.filter((_, i) => mask[i] !== 1);
  const [first, content, last] = [seen[0], seen.slice(1, -1), seen.at(-1)];
  if (first !== special.clsTokenId || last !== special.sepTokenId || seen.length < 2)
    throw new WrongAnswer(
      `Each window begins with \`clsTokenId\` and ends with \`sepTokenId\`; what the mask shows of one is \`${show(seen)}\`.`,
    );
  if (content.some((id) => id === special.clsTokenId || id === special.sepTokenId))
    throw new WrongAnswer(
      `There are special tokens in the middle of a window: \`${show(seen)}\`. Encode with \`addSpecialTokens: false\`.`,
    );
  if (rest.some((id) => id !== special.padTokenId) || content.includes(special.padTokenId))
    throw new WrongAnswer(
      `In the row \`${show(row)}\` the mask \`${show(mask)}\` should be 1 for the window and 0 for \`padTokenId\`.`,
    );
  return content;
}

const isRectangle = (value: unknown): value is number[][] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && row.length === value[0].length);
