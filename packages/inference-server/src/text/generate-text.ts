import type { EngineOptions, EngineToken } from "../engine.ts";
import type { ServedModel } from "../served-model.ts";
import { StopFinder } from "./stop-finder.ts";
import { TokenText } from "./token-text.ts";

export interface TextOptions {
  /** Texts that end the answer. */
  readonly stop: readonly string[];
  /** Whether the answer keeps the stop that ended it. */
  readonly includeStop: boolean;
  readonly skipSpecialTokens: boolean;
}

/** A new token, and the text that is ready with it. */
export interface TextPiece {
  readonly token: EngineToken;
  /** What the token adds, empty where a character is not complete. */
  readonly tokenText: string;
  /** What of the answer is sure now: less than `tokenText` where a stop may have begun, more where it had not. */
  readonly text: string;
  /** Of the last piece. */
  readonly finishReason?: "eos" | "stop" | "length";
}

/** Continues a prompt and gives a piece for each token; leaving the loop ends the generation. */
export async function* generateText(
  { engine, tokenizer }: ServedModel,
  promptIds: readonly number[],
  options: EngineOptions,
  { stop, includeStop, skipSpecialTokens }: TextOptions,
): AsyncGenerator<TextPiece, void, undefined> {
  const texts = new TokenText((ids) => tokenizer.decode(ids, skipSpecialTokens));
  const stops = new StopFinder(stop);
  let count = 0;
  for await (const token of engine.submit(promptIds, options)) {
    const tokenText = texts.put(token.tokenId) + (token.finishReason ? texts.end() : "");
    // Before there are as many tokens as asked for, nothing ends an answer.
    const found = ++count < (options.minNewTokens ?? 0) ? { text: tokenText } : stops.put(tokenText);
    if (found.stop !== undefined) {
      yield { token, tokenText, text: found.text + (includeStop ? found.stop : ""), finishReason: "stop" };
      return;
    }
    const { finishReason } = token;
    if (finishReason) yield { token, tokenText, text: found.text + stops.end(), finishReason };
    else yield { token, tokenText, text: found.text };
  }
}
