import { randomUUID } from "node:crypto";
import { HttpError, jsonBody } from "@llm-course/server";
import type { Hono } from "hono";
import { z } from "zod";
import { findModel } from "../find-model.ts";
import type { ServedModel } from "../served-model.ts";
import type { TextPiece } from "../text/generate-text.ts";
import { requestSignal } from "../text/request-signal.ts";
import { completionLogprobs } from "./logprobs.ts";
import { choicesOf, finishAll, openAiReason, usageOf } from "./prepare.ts";
import { samplingFields } from "./sampling.ts";
import { streamChoices } from "./stream.ts";

const ids = z.array(z.int().nonnegative()).min(1);
const request = z.strictObject({
  ...samplingFields,
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(64), ids, z.array(ids).min(1).max(64)], {
    error: "expected a text, a list of texts, token ids, or a list of such",
  }),
  /** How many of the likeliest tokens to give the log probabilities of. */
  logprobs: z.int().min(0).max(5).nullish(),
  echo: z.boolean().nullish(),
});

type CompletionRequest = z.output<typeof request>;

/** OpenAI's default for completions. */
const defaultMaxTokens = 16;

function listOf(prompt: CompletionRequest["prompt"]): (string | number[])[] {
  if (typeof prompt === "string") return [prompt];
  return typeof prompt[0] === "number" ? [prompt as number[]] : (prompt as (string | number[])[]);
}

/** Adds `POST /v1/completions`. */
export function completions(app: Hono, models: readonly ServedModel[]): void {
  app.post("/v1/completions", jsonBody(request, { status: 400 }), async (context) => {
    const body = context.req.valid("json");
    const model = findModel(models, body.model ?? undefined);
    const { tokenizer } = model;
    const controller = requestSignal(context.req.raw.signal);
    if (body.echo && typeof body.logprobs === "number")
      throw new HttpError(
        400,
        "unsupported",
        "log probabilities of a prompt are not computed, leave out echo",
        {
          param: "echo",
        },
      );
    const prompts = await Promise.all(
      listOf(body.prompt).map((each) => (typeof each === "string" ? tokenizer.encodePrompt(each) : each)),
    );
    const topLogprobs = body.logprobs ?? undefined;
    const choices = prompts.flatMap((promptIds) =>
      choicesOf(model, promptIds, body, {
        maxTokens: body.max_tokens ?? defaultMaxTokens,
        signal: controller.signal,
        ...(topLogprobs !== undefined && { topLogprobs }),
      }),
    );
    const echoed = choices.map(({ promptIds }) => (body.echo ? tokenizer.decode(promptIds, true) : ""));
    const envelope = envelopeOf(model);
    const logprobs = (pieces: readonly TextPiece[], offset: number) =>
      topLogprobs === undefined ? null : completionLogprobs(tokenizer, pieces, offset);
    if (body.stream) return streamChoices(choices, chunks(body, envelope, echoed, logprobs), controller);
    const finished = await finishAll(choices, controller);
    const completionTokens = finished.reduce((sum, { pieces }) => sum + pieces.length, 0);
    return context.json({
      ...envelope(),
      choices: finished.map(({ text, pieces, finishReason }, index) => ({
        index,
        text: `${echoed[index]}${text}`,
        logprobs: logprobs(pieces, 0),
        finish_reason: finishReason,
      })),
      usage: usageOf(prompts, completionTokens),
    });
  });
}

function envelopeOf({ id: model }: ServedModel) {
  const id = `cmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  return () => ({ id, object: "text_completion", created, model });
}

function chunks(
  { stream_options: options, echo }: CompletionRequest,
  envelope: () => object,
  echoed: readonly string[],
  logprobs: (pieces: readonly TextPiece[], offset: number) => object | null,
) {
  const withUsage = options?.include_usage === true;
  const offsets = echoed.map(() => 0);
  const chunk = (index: number, text: string, rest: object = {}) => ({
    ...envelope(),
    choices: [{ index, text, logprobs: null, finish_reason: null, ...rest }],
    ...(withUsage && { usage: null }),
  });
  return {
    ...(echo && { first: (index: number) => chunk(index, echoed[index] ?? "") }),
    piece: (index: number, piece: TextPiece) => {
      const found = logprobs([piece], offsets[index] ?? 0);
      offsets[index] = (offsets[index] ?? 0) + piece.tokenText.length;
      const reason = piece.finishReason ? openAiReason(piece.finishReason) : null;
      if (piece.text === "" && found === null && reason === null) return [];
      return [chunk(index, piece.text, { logprobs: found, finish_reason: reason })];
    },
    usage: withUsage ? (usage: object) => ({ ...envelope(), choices: [], usage }) : undefined,
  };
}
