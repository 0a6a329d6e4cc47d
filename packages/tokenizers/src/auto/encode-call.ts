import type { CallOptions } from "./call-options.ts";
import type { BatchEncoding, Ids } from "./encoding/batch-encoding.ts";
import type { Int64Tensor } from "./encoding/tensor.ts";
import type { TextInput } from "./inputs.ts";

/** How texts become a batch. */
export interface EncodingOptions extends CallOptions {
  /** A second text for each. */
  readonly textPair?: TextInput | undefined;
  /** What a model is to make of the text; its ids become `labels`. */
  readonly textTarget?: TextInput | undefined;
}

type Yes<Value> = Value extends true ? true : false;
type Option<Options, Name extends keyof EncodingOptions> = Options extends {
  readonly [N in Name]?: infer Value;
}
  ? Yes<Value>
  : false;
type IsBatch<Text, Options> = Text extends string
  ? false
  : Text extends readonly string[]
    ? Option<Options, "isSplitIntoWords"> extends true
      ? false
      : true
    : true;
type Lists<IsList> = IsList extends true ? number[][] : number[];

/** What ids are: of one text, of several, or a tensor. */
export type IdsOf<Text, Options> =
  Option<Options, "returnTensors"> extends infer Tensors
    ? Tensors extends true
      ? Int64Tensor
      : Option<Options, "returnOverflowingTokens"> extends true
        ? number[][]
        : Lists<IsBatch<Text, Options>>
    : never;

/** Which option asks for which list. */
interface AskedBy {
  token_type_ids: "returnTokenTypeIds";
  attention_mask: "returnAttentionMask";
  special_tokens_mask: "returnSpecialTokensMask";
  offset_mapping: "returnOffsetsMapping";
  length: "returnLength";
  overflow_to_sample_mapping: "returnOverflowingTokens";
}

/** The lists that were asked for are there. */
type AskedFor<Encoding, Options> = {
  readonly [Field in keyof AskedBy & keyof Encoding as Option<Options, AskedBy[Field]> extends true
    ? Field
    : never]-?: NonNullable<Encoding[Field]>;
};

type Batch<I> = BatchEncoding<Extract<I, Ids>>;

export type EncodingOf<Text, Options> = Batch<IdsOf<Text, Options>> &
  AskedFor<Batch<IdsOf<Text, Options>>, Options>;

/** What a tokenizer is called with: a text or a list of them, perhaps second texts, and options. */
export interface EncodeCall {
  <const Text extends TextInput, const Options extends EncodingOptions = Record<never, never>>(
    text: Text,
    options?: Options,
  ): Promise<EncodingOf<Text, Options>>;
  <const Text extends TextInput, const Options extends EncodingOptions = Record<never, never>>(
    text: Text,
    textPair: TextInput | undefined,
    options?: Options,
  ): Promise<EncodingOf<Text, Options>>;
}
