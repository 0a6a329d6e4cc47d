import type { GenerationOptions } from "@llm-course/generation";
import { z } from "zod";
import { TrainingArgumentsError } from "./errors.ts";
import { parseArguments, trainingArgumentsSchema } from "./training-arguments.ts";

const count = z.int().positive();

const schema = trainingArgumentsSchema.extend({
  /** Whether predictions are what the model writes, token ids, in place of its logits. Default: false. */
  predictWithGenerate: z.boolean().default(false),
  /** The most tokens of a prediction, the one that the decoder begins with included. Default: that of the model's `generation_config.json`, or 21. */
  generationMaxLength: count.optional(),
  /** Beams searched side by side. Default: 1, always the likeliest token. */
  generationNumBeams: count.optional(),
  /** Other options of `generate`. Default: none. */
  generationConfig: z
    .custom<GenerationOptions>((value) => typeof value === "object", "expected options")
    .optional(),
});

/** What a user gives; names and defaults are those of Hugging Face's `Seq2SeqTrainingArguments`. */
export type Seq2SeqTrainingOptions = z.input<typeof schema>;

/** Options with their defaults. */
export type Seq2SeqTrainingArguments = Readonly<z.output<typeof schema>>;

/**
 * Checks options and fills in defaults.
 *
 * @throws as `trainingArguments` does, also for options of a generation that does not take place
 */
export function seq2SeqTrainingArguments(options: Seq2SeqTrainingOptions = {}): Seq2SeqTrainingArguments {
  const args = parseArguments<Seq2SeqTrainingArguments>(schema, options);
  const { predictWithGenerate, generationMaxLength, generationNumBeams, generationConfig } = args;
  const given = { generationMaxLength, generationNumBeams, generationConfig };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !predictWithGenerate)
      throw new TrainingArgumentsError(
        `${name} needs predictWithGenerate, set it to true or leave ${name} out: ${JSON.stringify(value)}`,
      );
  const twice = [
    ["generationMaxLength", generationMaxLength, "maxLength"],
    ["generationMaxLength", generationMaxLength, "maxNewTokens"],
    ["generationNumBeams", generationNumBeams, "numBeams"],
  ] as const;
  for (const [name, value, option] of twice)
    if (value !== undefined && generationConfig?.[option] !== undefined)
      throw new TrainingArgumentsError(
        `${name} and generationConfig.${option} are the same, leave one out: ${value}, ${generationConfig[option]}`,
      );
  return args;
}

/** The options of `generate` that the arguments stand for. */
export function generationOptions(args: Seq2SeqTrainingArguments): GenerationOptions {
  const { generationMaxLength: maxLength, generationNumBeams: numBeams, generationConfig } = args;
  return {
    ...generationConfig,
    ...(maxLength !== undefined && { maxLength }),
    ...(numBeams !== undefined && { numBeams }),
  };
}
