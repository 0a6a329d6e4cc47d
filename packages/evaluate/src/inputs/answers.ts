import { z } from "zod";
import { InputError } from "../errors.ts";
import type { MetricInput, Pairs } from "../labels.ts";
import { checkEach } from "./check.ts";

const id = z.string("expected the question's id, a text");

const prediction = z.object({
  id,
  prediction_text: z.string("expected a text, which is empty for no answer"),
  no_answer_probability: z.number("expected a number from 0 to 1").min(0).max(1).optional(),
});

const reference = z.object({
  id,
  answers: z.object({ text: z.array(z.string("expected a text"), "expected a list of texts").readonly() }),
});

/** What a model answers to the question `id`, as Hugging Face's metrics take it. */
export interface AnswerPrediction extends z.infer<typeof prediction> {}

/** Right answers to the question `id`, as a row of SQuAD has them; other columns may be there. */
export interface AnswerReference extends z.infer<typeof reference> {}

const check = checkEach(toRow("predictions", prediction), toRow("references", reference));

/**
 * Answers and the right ones, paired by the questions' ids: those of a batch may be in another order.
 *
 * @throws InputError for rows without what they need, and for an answer to another question
 */
export function checkAnswers(
  input: MetricInput<AnswerPrediction, AnswerReference>,
): Pairs<AnswerPrediction, AnswerReference> {
  const { predictions, references } = check(input);
  if (references.every((row, i) => row.id === predictions[i]?.id)) return { predictions, references };
  const byId = new Map(predictions.map((row) => [row.id, row]));
  for (const [index, row] of predictions.entries())
    if (byId.get(row.id) !== row)
      throw new InputError("predictions", index, "one answer to each question", row.id, ".id");
  const paired = references.map((row, index) => {
    const answer = byId.get(row.id);
    if (!answer) throw new InputError("references", index, "the id of one of the predictions", row.id, ".id");
    return answer;
  });
  return { predictions: paired, references };
}

function toRow<Row>(role: string, schema: z.ZodType<Row, Row>): (value: Row, index: number) => Row {
  return (value, index) => {
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return parsed.data;
    const { path, message, input } = parsed.error.issues[0] as z.core.$ZodIssue;
    const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
    throw new InputError(role, index, message.replace(/^expected /, ""), input, place);
  };
}
