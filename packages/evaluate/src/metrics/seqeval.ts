import { z } from "zod";
import { InputError, MetricOptionsError } from "../errors.ts";
import { checkTagSequences } from "../inputs/tag-sequences.ts";
import { labelOptions } from "../label-options.ts";
import { metricOver } from "../metric-function.ts";
import { type Entity, lenientEntities } from "../tagging/lenient-entities.ts";
import { detectScheme, type Scheme, schemeNames, schemes, strictEntities } from "../tagging/schemes.ts";
import { parseTag, type Tag } from "../tagging/tag.ts";

const schema = z.strictObject({
  /** `strict`: only entities as the scheme writes them count. Default: as conlleval, which forgives. */
  mode: z.literal("strict", "expected strict, or none").optional(),
  /** What strict goes by. Default: what the references' tags look like. */
  scheme: z.enum(schemeNames, `expected one of ${schemeNames.join(", ")}`).optional(),
  /** Whether the letter is behind the type, as in `PER-B`. Default: no. */
  suffix: z.boolean().default(false),
  zeroDivision: labelOptions.zeroDivision,
});

export type SeqevalOptions = z.input<typeof schema>;

/** The scores of the entities of one type. */
export interface EntityScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many there are in the references. */
  readonly number: number;
}

export interface OverallEntityScores {
  readonly overall_precision: number;
  readonly overall_recall: number;
  readonly overall_f1: number;
  /** The share of the tags, with O, that are right. */
  readonly overall_accuracy: number;
}

/** `overall_` ones and those of each type by its name. */
export type SeqevalResult = OverallEntityScores & Record<string, number | EntityScores>;

/**
 * How well entities are found, from lists of tags such as `["B-PER", "I-PER", "O"]`: one is right if its type and both ends
 * are. Precision is the share of those predicted that are right, recall that of those to be found, F1 their harmonic mean.
 *
 * @throws InputError for what is no tag, or none of the scheme; MetricOptionsError for a scheme without `mode: "strict"`,
 * and for strict without a scheme if the tags tell none
 */
export const seqeval = metricOver(checkTagSequences, "seqeval", schema, (pairs, options): SeqevalResult => {
  const { mode, suffix, zeroDivision } = options;
  if (options.scheme && mode !== "strict")
    throw new MetricOptionsError(
      "seqeval",
      `a scheme needs mode: "strict", without which none is looked at: ${options.scheme}`,
    );
  const read = (places: string, role: "references" | "predictions") =>
    pairs[role].map((tags, index) => tags.map((tag, i) => readTag(tag, places, suffix, role, index, i)));
  const scheme = mode === "strict" ? (options.scheme ?? detect(read("BIESLU", "references"))) : undefined;
  const places = scheme ? schemes[scheme].places : "BIES";
  const entities = (tags: Tag[]) => (scheme ? strictEntities(tags, scheme) : lenientEntities(tags));
  const references = read(places, "references").map(entities);
  const predictions = read(places, "predictions").map(entities);

  const types = [...new Set([...references, ...predictions].flat().map(({ type }) => type))].sort();
  const scoresOf = (counts: (entity: Entity) => boolean) =>
    score(references, predictions, counts, zeroDivision);
  const perType = types.map((name): [string, EntityScores] => [name, scoresOf(({ type }) => type === name)]);
  const overall = scoresOf(() => true);
  const tagPairs = pairs.references.flatMap((tags, index) =>
    tags.map((tag, i) => tag === pairs.predictions[index]?.[i]),
  );
  return {
    ...Object.fromEntries(perType),
    overall_precision: overall.precision,
    overall_recall: overall.recall,
    overall_f1: overall.f1,
    overall_accuracy: tagPairs.filter((right) => right).length / (tagPairs.length || 1),
  } as SeqevalResult;
});

function readTag(text: string, places: string, suffix: boolean, role: string, index: number, i: number): Tag {
  const tag = parseTag(text, places, suffix);
  if (tag) return tag;
  const example = suffix ? `PER-${places[0]}` : `${places[0]}-PER`;
  throw new InputError(
    role,
    index,
    `O or a tag such as ${example}, with one of ${[...places].join(", ")}`,
    text,
    `[${i}]`,
  );
}

function detect(sequences: readonly Tag[][]): Scheme {
  const places = new Set(sequences.flat().map(({ place }) => place));
  const scheme = detectScheme(places);
  if (!scheme)
    throw new MetricOptionsError(
      "seqeval",
      `strict needs a scheme, the references' tags tell none: ${[...places].join(", ")}`,
    );
  return scheme;
}

function score(
  references: readonly Entity[][],
  predictions: readonly Entity[][],
  counts: (entity: Entity) => boolean,
  zeroDivision: number,
): EntityScores {
  const keys = (sequences: readonly Entity[][]) =>
    sequences.flatMap((entities, index) =>
      entities.filter(counts).map(({ type, start, end }) => `${index} ${start} ${end} ${type}`),
    );
  const expected = new Set(keys(references));
  const found = keys(predictions);
  const right = found.filter((key) => expected.has(key)).length;
  const precision = found.length === 0 ? zeroDivision : right / found.length;
  const recall = expected.size === 0 ? zeroDivision : right / expected.size;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, number: expected.size };
}
