import { z } from "zod";
import { parseYaml } from "./parse-yaml.ts";
import { isRepoId } from "./schemas/fields.ts";
import { yamlText } from "./yaml-text.ts";

/** Dates and times are text here, as in the specification. */
const date = z.string().refine((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)), {
  error: "a date or time of ISO 8601 expected",
});

export const evalResultEntrySchema = z.looseObject({
  dataset: z.looseObject({
    /** The id of a benchmark, a dataset on the Hub. */
    id: z.string().refine(isRepoId, { error: "a dataset's id, name or namespace/name, expected" }),
    /** A task of its `eval.yaml`. */
    task_id: z.string(),
    revision: z.string().optional(),
  }),
  value: z.unknown().refine((value) => value !== undefined && value !== null, { error: "a value expected" }),
  verifyToken: z.string().optional(),
  date: date.optional(),
  /** Where the result comes from. */
  source: z
    .looseObject({
      url: z.string(),
      name: z.string().optional(),
      user: z.string().optional(),
      org: z.string().optional(),
    })
    .optional(),
  evaluation_framework: z.string().optional(),
  /** As `no-tools`. */
  notes: z.string().optional(),
});

/** A result in a file `.eval_results/NAME.yaml` of a model, which the leaderboard of the benchmark shows. */
export type EvalResultEntry = z.output<typeof evalResultEntrySchema>;

/** The text of a file in `.eval_results/`. */
export function renderEvalResults(entries: readonly EvalResultEntry[]): string {
  const text = yamlText(entries);
  parseEvalResults(text);
  return text;
}

/**
 * Reads a file of `.eval_results/`.
 *
 * @throws CardSyntaxError with the line for what is not YAML or no list of results
 */
export function parseEvalResults(text: string): EvalResultEntry[] {
  return parseYaml(text, z.array(evalResultEntrySchema)).value;
}
