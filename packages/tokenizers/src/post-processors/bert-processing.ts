import { z } from "zod";
import { Encoding } from "../tokenizer/encoding.ts";
import { PostProcessor } from "./post-processor.ts";
import { type SpecialToken, specialTokenJson } from "./special-token.ts";

/** `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`. */
export class BertProcessing extends PostProcessor {
  readonly sep: SpecialToken;
  readonly cls: SpecialToken;

  constructor(sep: SpecialToken = ["[SEP]", 102], cls: SpecialToken = ["[CLS]", 101]) {
    super();
    this.sep = sep;
    this.cls = cls;
  }

  override addedTokens(isPair: boolean): number {
    return isPair ? 3 : 2;
  }

  override processEncodings(encodings: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[] {
    if (!addSpecialTokens) return encodings;
    return encodings.map((encoding, i) =>
      i === 0 ? enclosed(encoding, 0, this.cls, this.sep, 0) : enclosed(encoding, 1, undefined, this.sep, 1),
    );
  }

  override toJson(): object {
    return { type: "BertProcessing", sep: this.sep, cls: this.cls };
  }
}

/** A text between two special tokens. */
export function enclosed(
  encoding: Encoding,
  sequence: number,
  first: SpecialToken | undefined,
  last: SpecialToken,
  typeId: number,
): Encoding {
  const special = ([token, id]: SpecialToken) => Encoding.special([{ id, token }], typeId);
  encoding.sequenceRanges.clear();
  encoding.setSequence(sequence);
  encoding.specialTokensMask.fill(0);
  return Encoding.merged([...(first ? [special(first)] : []), encoding, special(last)]);
}

export const bertProcessingJson = z
  .object({ type: z.literal("BertProcessing"), sep: specialTokenJson, cls: specialTokenJson })
  .transform((json) => new BertProcessing(json.sep, json.cls));
