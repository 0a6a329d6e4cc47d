import type { EngineOptions } from "../engine.ts";
import { asRequestError, requestError } from "../errors.ts";
import { roomFor } from "../prompt-limits.ts";
import type { ServedModel } from "../served-model.ts";
import { collect } from "../text/collect.ts";
import { generateText, type TextPiece } from "../text/generate-text.ts";
import { engineOptions, type SamplingFields, stopsOf } from "./sampling.ts";

/** What is generated for one choice of an answer. */
export interface Choice {
  readonly promptIds: readonly number[];
  readonly pieces: AsyncGenerator<TextPiece, void, undefined>;
}

/** The choices of a prompt, none of which has begun. */
export function choicesOf(
  model: ServedModel,
  promptIds: readonly number[],
  fields: SamplingFields,
  { maxTokens, ...rest }: Pick<EngineOptions, "topLogprobs" | "signal"> & { maxTokens: number | undefined },
): Choice[] {
  const options = { ...engineOptions(fields, roomFor(model, promptIds, maxTokens)), ...rest };
  const { skip_special_tokens: skip, n } = fields;
  const textOptions = { stop: stopsOf(fields), includeStop: false, skipSpecialTokens: skip ?? true };
  return Array.from({ length: n ?? 1 }, (_, sequence) => ({
    promptIds,
    // Without a seed each of them is drawn anew.
    pieces: withRequestErrors(
      generateText(
        model,
        promptIds,
        options.seed === undefined ? options : { ...options, sequence },
        textOptions,
      ),
    ),
  }));
}

async function* withRequestErrors(pieces: AsyncGenerator<TextPiece, void, undefined>): typeof pieces {
  try {
    yield* pieces;
  } catch (thrown) {
    throw requestError(thrown);
  }
}

/** All of a choice's pieces, at its end. */
export interface Finished {
  readonly text: string;
  readonly pieces: readonly TextPiece[];
  readonly finishReason: "stop" | "length";
}

/** Generates choices together; where one fails, the others end. */
export async function finishAll(
  choices: readonly Choice[],
  controller: AbortController,
): Promise<Finished[]> {
  return asRequestError(async () => {
    try {
      return await Promise.all(choices.map(finish));
    } catch (thrown) {
      controller.abort(thrown);
      throw thrown;
    }
  });
}

async function finish({ pieces }: Choice): Promise<Finished> {
  const all = await collect(pieces);
  return {
    text: all.map(({ text }) => text).join(""),
    pieces: all,
    finishReason: openAiReason(all.at(-1)?.finishReason),
  };
}

/** Both a stop and the model's own end are a "stop". */
export const openAiReason = (reason: TextPiece["finishReason"]): "stop" | "length" =>
  reason === "length" ? "length" : "stop";

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** A prompt counts once, however many answers it has. */
export function usageOf(prompts: readonly (readonly number[])[], completionTokens: number): Usage {
  const promptTokens = prompts.reduce((sum, { length }) => sum + length, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
