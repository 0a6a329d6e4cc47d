import { PipelineInputError } from "../errors.ts";

/** Rows of one length, or a tensor of whole numbers: those of a tokenizer, with `padding` where there are several texts. */
export type EncoderInput =
  | readonly (readonly number[])[]
  | { readonly data: BigInt64Array | ArrayLike<bigint | number>; readonly dims: readonly number[] };

/** The model's inputs by name; `attention_mask` and `token_type_ids` need not be given. */
export interface EncoderInputs {
  readonly input_ids: EncoderInput;
  readonly attention_mask?: EncoderInput | undefined;
  readonly token_type_ids?: EncoderInput | undefined;
  /** A label for each text, or of tokens for each token, −100 where none counts. */
  readonly labels?: EncoderInput | readonly number[] | undefined;
}

interface Feed {
  readonly data: BigInt64Array;
  readonly dims: readonly number[];
}

/**
 * What the graph is fed.
 *
 * @param names of the graph's inputs
 * @param maxLength tokens of a row, at most
 * @throws PipelineInputError for rows of several lengths or too long, a row that is in no list, and inputs that are missing
 */
export function encoderFeeds(
  inputs: EncoderInputs,
  names: readonly string[],
  maxLength: number,
): Map<string, Feed> {
  const ids = rows("input_ids", inputs.input_ids);
  const length = ids.dims[1] as number;
  if (length > maxLength)
    throw new PipelineInputError(
      `input_ids: rows of at most ${maxLength} tokens expected, ask the tokenizer for truncation: true`,
      length,
    );
  const filled = (value: bigint): Feed => ({
    data: new BigInt64Array(ids.data.length).fill(value),
    dims: ids.dims,
  });
  const feeds = new Map<string, Feed>([["input_ids", ids]]);
  for (const name of names) {
    const given = inputs[name as keyof EncoderInputs];
    if (name === "input_ids") continue;
    else if (name === "labels" && isList(given)) feeds.set(name, list(given));
    else if (given !== undefined) feeds.set(name, rows(name, given as EncoderInput));
    else if (name === "attention_mask") feeds.set(name, filled(1n));
    else if (name === "token_type_ids") feeds.set(name, filled(0n));
    else throw new PipelineInputError("an input of the model is missing", name);
  }
  return feeds;
}

function isList(values: unknown): values is readonly number[] {
  return Array.isArray(values) && typeof values[0] === "number";
}

function list(values: readonly number[]): Feed {
  return { data: BigInt64Array.from(values, BigInt), dims: [values.length] };
}

function rows(name: string, input: EncoderInput | undefined): Feed {
  const shape = "expected to have the shape [batch, sequence]";
  if (typeof input === "object" && "dims" in input) {
    if (input.dims.length !== 2 && name !== "labels")
      throw new PipelineInputError(`${name}: ${shape}, a single row goes into a batch of one`, input.dims);
    return { data: BigInt64Array.from(input.data as ArrayLike<number>, BigInt), dims: input.dims };
  }
  if (isList(input))
    throw new PipelineInputError(`${name}: ${shape}, put the single row into a list, [row]`, input);
  if (!Array.isArray(input) || input.length === 0)
    throw new PipelineInputError(`${name}: ${shape}, a list of rows expected`, input);
  const lengths = input.map((row) => row.length);
  if (new Set(lengths).size > 1)
    throw new PipelineInputError(
      `${name}: rows of one length expected, ask the tokenizer for padding: true`,
      lengths,
    );
  return { data: BigInt64Array.from(input.flat(), BigInt), dims: [input.length, lengths[0] as number] };
}
