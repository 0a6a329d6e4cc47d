import { type HttpError, type ServerSentEvent, serverSentEvents } from "@llm-course/server";
import type { ServedModel } from "../served-model.ts";
import { begun } from "../text/begun.ts";
import { collect } from "../text/collect.ts";
import type { TextPiece } from "../text/generate-text.ts";
import { fullText, type Generation, tgiReason, tokenOf, topTokensOf } from "./generation.ts";
import { tgiErrorBody } from "./tgi-error-body.ts";

export interface Generated {
  readonly generated_text: string;
  readonly details?: object;
}

/** The answer of `/generate`. */
export async function generated(model: ServedModel, generation: Generation): Promise<Generated> {
  const { given } = generation;
  const pieces = await collect(generation.pieces);
  const generated_text = fullText(generation, pieces.map(({ text }) => text).join(""));
  if (!given.details) return { generated_text };
  const topTokens = given.top_n_tokens
    ? { top_tokens: pieces.map((piece) => topTokensOf(model, piece, given)) }
    : {};
  return {
    generated_text,
    details: {
      ...ending(pieces.at(-1), pieces.length, given.seed),
      prefill: [],
      tokens: pieces.map((piece) => tokenOf(model, piece)),
      ...topTokens,
    },
  };
}

const ending = (last: TextPiece | undefined, count: number, seed: number | null | undefined) => ({
  finish_reason: tgiReason(last?.finishReason),
  generated_tokens: count,
  seed: seed ?? null,
});

/** The answer of `/generate_stream`. */
export async function generatedStream(
  model: ServedModel,
  generation: Generation,
  signal: AbortSignal,
): Promise<Response> {
  const pieces = await begun(generation.pieces);
  return serverSentEvents(() => events(model, generation, pieces), {
    signal,
    onError: (error: HttpError) => ({ data: JSON.stringify(tgiErrorBody(error)) }),
  });
}

async function* events(
  model: ServedModel,
  generation: Generation,
  pieces: AsyncIterable<TextPiece>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const { given, inputLength } = generation;
  let text = "";
  let index = 0;
  for await (const piece of pieces) {
    text += piece.text;
    index++;
    const topTokens = topTokensOf(model, piece, given);
    const last = piece.finishReason !== undefined;
    const event = {
      index,
      token: tokenOf(model, piece),
      ...(topTokens && { top_tokens: topTokens }),
      generated_text: last ? fullText(generation, text) : null,
      details:
        last && given.details ? { ...ending(piece, index, given.seed), input_length: inputLength } : null,
    };
    yield { data: JSON.stringify(event) };
  }
}
