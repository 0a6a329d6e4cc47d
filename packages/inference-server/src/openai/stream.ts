import { errorBody, type HttpError, type ServerSentEvent, serverSentEvents } from "@llm-course/server";
import { begun } from "../text/begun.ts";
import type { TextPiece } from "../text/generate-text.ts";
import { merge } from "../text/merge.ts";
import type { Choice } from "./prepare.ts";
import { type Usage, usageOf } from "./prepare.ts";

export interface ChunkFormat {
  /** What begins each choice, if anything does. */
  readonly first?: (index: number) => object;
  /** The chunks of a piece. */
  readonly piece: (index: number, piece: TextPiece) => readonly object[];
  /** The last chunk, where usage was asked for. */
  readonly usage: ((usage: Usage) => object) | undefined;
}

const event = (value: object): ServerSentEvent => ({ data: JSON.stringify(value) });

/** Answers with the choices' pieces as they come, and `[DONE]`. */
export async function streamChoices(
  choices: readonly Choice[],
  format: ChunkFormat,
  controller: AbortController,
): Promise<Response> {
  const pieces = await begun(merge(choices.map((choice) => choice.pieces)));
  return serverSentEvents(() => events(choices, pieces, format), {
    signal: controller.signal,
    onError: (error: HttpError) => event(errorBody(error)),
  });
}

async function* events(
  choices: readonly Choice[],
  pieces: AsyncIterable<{ index: number; value: TextPiece }>,
  { first, piece, usage }: ChunkFormat,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let count = 0;
  if (first) for (const [index] of choices.entries()) yield event(first(index));
  for await (const { index, value } of pieces) {
    count++;
    for (const chunk of piece(index, value)) yield event(chunk);
  }
  const prompts = [...new Set(choices.map(({ promptIds }) => promptIds))];
  if (usage) yield event(usage(usageOf(prompts, count)));
  yield { data: "[DONE]" };
}
