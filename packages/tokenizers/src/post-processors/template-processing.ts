import { z } from "zod";
import { ArgumentError, MissingTokenError } from "../errors.ts";
import { isId } from "../models/vocabulary.ts";
import { Encoding } from "../tokenizer/encoding.ts";
import { PostProcessor } from "./post-processor.ts";
import type { SpecialToken } from "./special-token.ts";
import { parseTemplate, type Template, type TemplateLike, templateJson, templateToJson } from "./template.ts";

/** What a name in a template stands for: usually one token of that name, but there may be several. */
export interface TemplateToken {
  readonly id: string;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

export interface TemplateProcessingOptions {
  /** For a text, as in `[CLS]:0 $A:0 [SEP]:0`, or its parts in a list. Default: `$A:0`. */
  readonly single?: TemplateLike;
  /** For two texts. Default: `$A:0 $B:1`. */
  readonly pair?: TemplateLike;
  readonly specialTokens?: readonly (SpecialToken | TemplateToken)[];
}

/**
 * Puts texts and special tokens together by a template: `$A` and `$B` are the texts, everything else the name of a
 * special token, and a number behind a colon the type of both.
 */
export class TemplateProcessing extends PostProcessor {
  readonly single: Template;
  readonly pair: Template;
  readonly specialTokens: ReadonlyMap<string, TemplateToken>;

  /**
   * @throws ArgumentError for a template that cannot be read or that lacks a text
   * @throws MissingTokenError for a name that is not among the special tokens
   */
  constructor({ single = "$A:0", pair = "$A:0 $B:1", specialTokens = [] }: TemplateProcessingOptions = {}) {
    super();
    this.single = parseTemplate(single);
    this.pair = parseTemplate(pair);
    this.specialTokens = new Map(specialTokens.map(asTemplateToken).map((token) => [token.id, token]));
    const texts = (template: Template) => template.flatMap((part) => ("text" in part ? [part.text] : []));
    if (texts(this.single).includes("B"))
      throw new ArgumentError("a template for one text cannot have $B, which is for pairs", single);
    if (!texts(this.pair).includes("A") || !texts(this.pair).includes("B"))
      throw new ArgumentError("a template for two texts expected to have $A and $B", pair);
    for (const part of [...this.single, ...this.pair])
      if ("token" in part && !this.specialTokens.has(part.token))
        throw new MissingTokenError("a template's token", "add it to specialTokens, with its id", part.token);
  }

  override addedTokens(isPair: boolean): number {
    const count = (name: string) => (this.specialTokens.get(name) as TemplateToken).ids.length;
    const template = isPair ? this.pair : this.single;
    return template.reduce((sum, part) => sum + ("token" in part ? count(part.token) : 0), 0);
  }

  override processEncodings(encodings: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[] {
    return (encodings.length > 1 ? this.pair : this.single).flatMap((part) => {
      if ("text" in part) {
        const sequence = part.text === "A" ? 0 : 1;
        const encoding = Encoding.merged([encodings[sequence] as Encoding]);
        encoding.setTypeId(part.typeId);
        encoding.setSequence(sequence);
        return [encoding];
      }
      if (!addSpecialTokens) return [];
      const { ids, tokens } = this.specialTokens.get(part.token) as TemplateToken;
      return [
        Encoding.special(
          ids.map((id, i) => ({ id, token: tokens[i] as string })),
          part.typeId,
        ),
      ];
    });
  }

  override toJson() {
    const tokens = [...this.specialTokens].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      type: "TemplateProcessing",
      single: templateToJson(this.single),
      pair: templateToJson(this.pair),
      special_tokens: Object.fromEntries(tokens),
    };
  }
}

function asTemplateToken(token: SpecialToken | TemplateToken): TemplateToken {
  const given: TemplateToken = "id" in token ? token : { id: token[0], ids: [token[1]], tokens: [token[0]] };
  if (given.ids.length !== given.tokens.length || !given.ids.every(isId))
    throw new ArgumentError("as many ids as tokens expected, all of them non-negative integers", token);
  return given;
}

const tokenJson = z
  .object({
    id: z.string(),
    ids: z.array(z.custom<number>(isId, "expected an id, a non-negative integer")),
    tokens: z.array(z.string()),
  })
  .refine((json) => json.ids.length === json.tokens.length, "expected as many ids as tokens");

export const templateProcessingJson = z
  .object({
    type: z.literal("TemplateProcessing"),
    single: templateJson,
    pair: templateJson,
    special_tokens: z.record(z.string(), tokenJson),
  })
  .transform(
    (json) =>
      new TemplateProcessing({
        single: json.single,
        pair: json.pair,
        specialTokens: Object.values(json.special_tokens),
      }),
  );
