import { pipeline } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { dataCollatorWithPadding, type LoraSettings, type TrainingOptions } from "@llm-course/training";
import type { ReadingQuestion } from "../corpora/reading-questions.ts";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import type { TrainContext, Weights } from "../zoo/recipe.ts";
import type { EncoderSettings } from "./encoder-model.ts";
import { trainEncoder } from "./train-encoder.ts";

/** Texts are cut here, in tokens with the question. */
const maxLength = 256;

/** The head of `BertForQuestionAnswering` on MiniLM with adapters. */
export function readerSettings(lora: LoraSettings): EncoderSettings {
  return { task: "question-answering", lora: { taskType: "QUESTION_ANS", ...lora } };
}

/** Trains it to find where an answer begins and ends. */
export async function trainReader(
  settings: EncoderSettings,
  questions: readonly ReadingQuestion[],
  args: TrainingOptions,
  context: TrainContext,
): Promise<Weights> {
  const tokenizer = await AutoTokenizer.fromPretrained(await ensureMiniLm());
  const encoding = await tokenizer(
    questions.map(({ question }) => question),
    { textPair: questions.map(({ context }) => context), truncation: "only_second", maxLength },
  );
  const trainDataset = questions.flatMap(({ answers }, i) => {
    const [{ text, start } = { text: "", start: 0 }] = answers;
    const first = encoding.charToToken(i, start, 1);
    const last = encoding.charToToken(i, start + text.length - 1, 1);
    // An answer that was cut off cannot be found.
    if (first === undefined || last === undefined || first === null || last === null) return [];
    return [
      {
        input_ids: encoding.input_ids[i] as number[],
        token_type_ids: encoding.token_type_ids?.[i] as number[],
        start_positions: first,
        end_positions: last,
      },
    ];
  });
  const dataCollator = dataCollatorWithPadding({ padTokenId: 0 });
  return trainEncoder(settings, { trainDataset, dataCollator, args }, context);
}

/** What the pipeline of transformers.js answers. */
export async function readAnswers(
  folder: string,
  questions: readonly Pick<ReadingQuestion, "question" | "context">[],
): Promise<{ answer: string; score: number }[]> {
  const read = await pipeline("question-answering", folder, { dtype: "fp32", local_files_only: true });
  const answers: { answer: string; score: number }[] = [];
  for (const { question, context } of questions) {
    const found = await read(question, context);
    answers.push((Array.isArray(found) ? found[0] : found) as { answer: string; score: number });
  }
  await read.dispose();
  return answers;
}
