import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineOptionsError } from "../errors.ts";
import { inBatches } from "../load/in-batches.ts";
import { openTextModel, type TextBatch, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { parseOptions } from "../parse-options.ts";
import { bestSpans, nullScore } from "./best-spans.ts";
import { questionWindows } from "./question-windows.ts";

const schema = z.strictObject({
  /** How many answers, the best first. Default: 1, which is not in a list. */
  topK: z.int().positive().optional(),
  /** Tokens of an answer at most. Default: 15. */
  maxAnswerLen: z.int().positive().optional(),
  /** Tokens of a window, the question included. Default: 384, or what the model reads. */
  maxSeqLen: z.int().positive().optional(),
  /** Tokens of the context that a window shares with the one before. Default: 128, or half of a window. */
  docStride: z.int().nonnegative().optional(),
  /** Whether "" is an answer where the text has none. Default: false. */
  handleImpossibleAnswer: z.boolean().optional(),
  /** Whether an answer begins and ends with whole words. Default: true. */
  alignToWords: z.boolean().optional(),
});

export type QuestionAnsweringOptions = z.input<typeof schema>;

export interface QuestionInput {
  readonly question: string;
  readonly context: string;
}

export interface Answer {
  /** The best product of probabilities among the windows it was found in, each of which was normalized by itself. */
  readonly score: number;
  /** In UTF-16 units of the context. */
  readonly start: number;
  readonly end: number;
  /** `context.slice(start, end)` */
  readonly answer: string;
}

type Several = QuestionAnsweringOptions & { readonly topK: number };

/** With `topK` above 1 a list of answers for each question. */
export interface QuestionAnsweringPipeline extends TextModel {
  (input: QuestionInput, options: Several): Promise<Answer[]>;
  (inputs: readonly QuestionInput[], options: Several): Promise<Answer[][]>;
  (input: QuestionInput, options?: QuestionAnsweringOptions): Promise<Answer>;
  (inputs: readonly QuestionInput[], options?: QuestionAnsweringOptions): Promise<Answer[]>;
}

/**
 * Finds the answers to questions in texts, of any length: long ones are read in windows that overlap.
 *
 * @param model default: "distilbert/distilbert-base-cased-distilled-squad"
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function questionAnswering(
  model: ModelSource = defaultModels["question-answering"],
  options: PipelineOptions = {},
): Promise<QuestionAnsweringPipeline> {
  const opened = await openTextModel("question-answering", model, options);
  const call = async (
    input: QuestionInput | readonly QuestionInput[],
    given: QuestionAnsweringOptions = {},
  ) => {
    const settings = parseOptions(schema, given);
    const isSingle = !Array.isArray(input);
    const questions = [input].flat() as readonly QuestionInput[];
    for (const question of questions) checkQuestion(question);
    const answers: Answer[][] = [];
    for (const question of questions) answers.push(await answer(opened, question, settings));
    const several = settings.topK !== undefined && settings.topK > 1;
    if (isSingle) return several ? answers[0] : answers[0]?.[0];
    return several ? answers : answers.map(([best]) => best);
  };
  return Object.assign(call, opened) as QuestionAnsweringPipeline;
}

/** @throws PipelineInputError */
function checkQuestion(input: unknown): void {
  if (typeof input !== "object" || input === null || !("question" in input) || !("context" in input))
    throw new PipelineInputError("{ question, context } expected, or a list of them", input);
  for (const role of ["question", "context"] as const) {
    if (typeof input[role] !== "string")
      throw new PipelineInputError(`${role}: a text expected`, input[role]);
    asTexts(role, input[role]);
  }
}

async function answer(
  model: TextModel,
  { question, context }: QuestionInput,
  settings: QuestionAnsweringOptions,
): Promise<Answer[]> {
  const { topK = 1, maxAnswerLen = 15, handleImpossibleAnswer = false, alignToWords = true } = settings;
  const windows = await questionWindows(model, question, context, windowSizes(model, settings));
  const found = new Map<string, Answer>();
  let impossible: number | undefined;
  for (const rows of inBatches(windows, model.batchSize)) {
    const { start_logits, end_logits } = await model.run(
      model.tokenizer.pad(rows.map(({ inputs }) => inputs)) as unknown as TextBatch,
      ...(["start_logits", "end_logits"] as const),
    );
    const [starts, ends] = [rowsOf(start_logits), rowsOf(end_logits)];
    for (const [i, row] of rows.entries()) {
      const { allowed, nullIndex } = row;
      const [start, end] = [starts[i], ends[i]] as [Float32Array, Float32Array];
      if (nullIndex !== undefined)
        impossible = Math.min(impossible ?? 1, nullScore(start, end, { allowed, nullIndex }));
      // Tokens of one word are one answer, so more spans than answers are asked for.
      const count = alignToWords ? topK + maxAnswerLen : topK;
      for (const span of bestSpans(start, end, { allowed, nullIndex, topK: count, maxAnswerLen })) {
        const place = row.place(span, alignToWords);
        const key = String(place);
        if (span.score <= (found.get(key)?.score ?? Number.NEGATIVE_INFINITY)) continue;
        found.set(key, {
          score: span.score,
          start: place[0],
          end: place[1],
          answer: context.slice(...place),
        });
      }
    }
  }
  const answers = [...found.values()];
  if (handleImpossibleAnswer && impossible !== undefined)
    answers.push({ score: impossible, start: 0, end: 0, answer: "" });
  return answers.sort((a, b) => b.score - a.score).slice(0, topK);
}

/** @throws PipelineOptionsError for windows that are longer than the model reads, or that do not move on */
function windowSizes(
  { maxLength }: TextModel,
  { maxSeqLen = Math.min(384, maxLength), docStride }: QuestionAnsweringOptions,
): Parameters<typeof questionWindows>[3] {
  if (maxSeqLen > maxLength)
    throw new PipelineOptionsError(`option maxSeqLen, at most the model's ${maxLength} expected`, maxSeqLen);
  const stride = docStride ?? Math.min(128, Math.floor(maxSeqLen / 2));
  if (stride >= maxSeqLen)
    throw new PipelineOptionsError(`option docStride, less than maxSeqLen (${maxSeqLen}) expected`, stride);
  return { maxSeqLen, docStride: stride, isStrideGiven: docStride !== undefined };
}
