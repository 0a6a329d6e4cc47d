import { randomUUID } from "node:crypto";
import { jsonBody } from "@llm-course/server";
import type { Hono } from "hono";
import { z } from "zod";
import { asRequestError } from "../errors.ts";
import { findModel } from "../find-model.ts";
import type { Message, ServedModel } from "../served-model.ts";
import { chatPrompt } from "../text/chat-prompt.ts";
import type { TextPiece } from "../text/generate-text.ts";
import { requestSignal } from "../text/request-signal.ts";
import { chatLogprobs } from "./logprobs.ts";
import { choicesOf, finishAll, openAiReason, usageOf } from "./prepare.ts";
import { samplingFields } from "./sampling.ts";
import { streamChoices } from "./stream.ts";

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });
const content = z.union([z.string(), z.array(textPart).min(1)], {
  error: "expected text, or parts of type text",
});

const message = z.strictObject({
  role: z.enum(["system", "developer", "user", "assistant"]),
  content,
});

const request = z.strictObject({
  ...samplingFields,
  messages: z.array(message).min(1, "expected at least one message"),
  max_completion_tokens: z.int().positive().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
});

type ChatRequest = z.output<typeof request>;

/** Parts are one text; "developer" is what newer models of OpenAI call "system". */
function plain({ role, content }: z.output<typeof message>): Message {
  return {
    role: role === "developer" ? "system" : role,
    content: typeof content === "string" ? content : content.map(({ text }) => text).join(""),
  };
}

/** Adds `POST /v1/chat/completions`. */
export function chatCompletions(app: Hono, models: readonly ServedModel[]): void {
  app.post("/v1/chat/completions", jsonBody(request, { status: 400 }), async (context) => {
    const body = context.req.valid("json");
    const model = findModel(models, body.model ?? undefined);
    const controller = requestSignal(context.req.raw.signal);
    const promptIds = await asRequestError(() => chatPrompt(model.tokenizer, body.messages.map(plain)));
    const wanted = body.max_completion_tokens ?? body.max_tokens ?? undefined;
    const topLogprobs = body.logprobs ? (body.top_logprobs ?? 0) : undefined;
    const choices = choicesOf(model, promptIds, body, {
      maxTokens: wanted,
      signal: controller.signal,
      ...(topLogprobs !== undefined && { topLogprobs }),
    });
    const envelope = envelopeOf(model);
    const logprobs = (pieces: readonly TextPiece[]) =>
      body.logprobs ? chatLogprobs(model.tokenizer, pieces) : null;
    if (body.stream) return streamChoices(choices, chunks(body, envelope, logprobs), controller);
    const finished = await finishAll(choices, controller);
    const completionTokens = finished.reduce((sum, { pieces }) => sum + pieces.length, 0);
    return context.json({
      ...envelope("chat.completion"),
      choices: finished.map(({ text, pieces, finishReason }, index) => ({
        index,
        message: { role: "assistant", content: text, refusal: null },
        logprobs: logprobs(pieces),
        finish_reason: finishReason,
      })),
      usage: usageOf([promptIds], completionTokens),
    });
  });
}

function envelopeOf({ id: model }: ServedModel) {
  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  return (object: string) => ({ id, object, created, model });
}

function chunks(
  { stream_options: options }: ChatRequest,
  envelope: (object: string) => object,
  logprobs: (pieces: readonly TextPiece[]) => object | null,
) {
  const withUsage = options?.include_usage === true;
  const chunk = (index: number, delta: object, rest: object = {}) => ({
    ...envelope("chat.completion.chunk"),
    choices: [{ index, delta, logprobs: null, finish_reason: null, ...rest }],
    ...(withUsage && { usage: null }),
  });
  return {
    first: (index: number) => chunk(index, { role: "assistant", content: "" }),
    piece: (index: number, piece: TextPiece) => {
      const found = logprobs([piece]);
      return [
        ...(piece.text === "" && found === null
          ? []
          : [chunk(index, { content: piece.text }, { logprobs: found })]),
        ...(piece.finishReason
          ? [chunk(index, {}, { finish_reason: openAiReason(piece.finishReason) })]
          : []),
      ];
    },
    usage: withUsage
      ? (usage: object) => ({ ...envelope("chat.completion.chunk"), choices: [], usage })
      : undefined,
  };
}
