import { z } from "zod";
import { TokenizerJsonError } from "../../errors.ts";
import { postProcessorJson } from "../../post-processors/json.ts";
import type { PostProcessor } from "../../post-processors/post-processor.ts";
import { type AddedToken, addedTokenJson } from "../../tokenizer/added-token.ts";
import { paddingJson, truncationJson } from "../../tokenizer/truncation-padding.ts";

/** What of a tokenizer.json is read here; the rest is for the library that it is given to. */
const schema = z.looseObject({
  truncation: truncationJson.nullish(),
  padding: paddingJson.nullish(),
  added_tokens: z.array(addedTokenJson).default([]),
  post_processor: postProcessorJson.nullish(),
  model: z.looseObject({ type: z.string().optional() }),
});

/** A tokenizer.json. */
export interface TokenizerFile {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly addedTokens: readonly { readonly id: number; readonly token: AddedToken }[];
  readonly postProcessor: PostProcessor | undefined;
  /** What it says on truncation and padding gives no more than defaults, which a call may change. */
  readonly defaults: {
    readonly truncationSide?: "left" | "right";
    readonly paddingSide?: "left" | "right";
    readonly padToken?: string;
    readonly padTokenTypeId?: number;
  };
}

/** @throws TokenizerJsonError for a text that is no tokenizer.json */
export function readTokenizerFile(text: string): TokenizerFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TokenizerJsonError("", `not JSON, ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const result = schema.safeParse(json, { reportInput: true });
  if (!result.success) throw TokenizerJsonError.fromZod(result.error);
  const { truncation, padding, added_tokens, post_processor } = result.data;
  return {
    text,
    json: json as Record<string, unknown>,
    addedTokens: added_tokens,
    postProcessor: post_processor ?? undefined,
    defaults: {
      ...(truncation && { truncationSide: side(truncation.direction) }),
      ...(padding && {
        paddingSide: side(padding.direction),
        padToken: padding.pad_token,
        padTokenTypeId: padding.pad_type_id,
      }),
    },
  };
}

function side(direction: "Left" | "Right"): "left" | "right" {
  return direction === "Left" ? "left" : "right";
}
