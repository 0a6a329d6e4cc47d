/** A token and what a model thinks of it. */
export interface ScoredToken {
  /** One for each label; they sum to 1. */
  readonly probabilities: readonly number[];
  /** Where it is in its text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The number of its word. */
  readonly word: number;
}

/** A name, or whatever else a model marks, that may be several tokens long. */
export interface EntityGroup {
  /** Its label without what says where in it a token stands: "PER" for "B-PER". */
  readonly entity_group: string;
  /** The mean over its words, or over its tokens with the strategy "simple". */
  readonly score: number;
  /** `text.slice(start, end)` */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

export type AggregationStrategy = "simple" | "first" | "max" | "average";

/**
 * Puts tokens together to entities, as Hugging Face's pipeline does: first the tokens of each word by the strategy, then
 * neighbours of one kind. A label that begins with B- (or S-) always begins an entity, I- goes on with one, E- ends it.
 *
 * | strategy | label and score of a word |
 * |---|---|
 * | simple | none: tokens are grouped as they are |
 * | first | those of its first token |
 * | max | those of the token that is surest |
 * | average | the likeliest label of the mean over its tokens |
 *
 * @param tokens of one text, in its order, those without an entity too: they part two entities of a kind
 * @param ignoreLabels what is no entity. Default: O
 */
export function aggregateEntities(
  tokens: readonly ScoredToken[],
  {
    strategy,
    labels,
    text,
    ignoreLabels = ["O"],
  }: {
    readonly strategy: AggregationStrategy;
    readonly labels: readonly string[];
    readonly text: string;
    readonly ignoreLabels?: readonly string[];
  },
): EntityGroup[] {
  const groups: Group[] = [];
  for (const { probabilities, start, end } of strategy === "simple" ? tokens : mergeWords(tokens, strategy)) {
    const score = Math.max(...probabilities);
    const { place, kind } = parseTag(labels[probabilities.indexOf(score)] ?? "");
    const open = groups.at(-1);
    if (open && !open.ended && open.kind === kind && place !== "B" && place !== "S") {
      open.scores.push(score);
      open.end = end;
      open.ended = place === "E";
    } else groups.push({ kind, scores: [score], start, end, ended: place === "S" });
  }
  return groups
    .filter(({ kind }) => !ignoreLabels.includes(kind))
    .map(({ kind, scores, start, end }) => ({
      ...{ entity_group: kind, score: mean(scores), word: text.slice(start, end), start, end },
    }));
}

interface Group {
  readonly kind: string;
  readonly scores: number[];
  readonly start: number;
  end: number;
  ended: boolean;
}

/** The tokens of each word as one. */
export function mergeWords(
  tokens: readonly ScoredToken[],
  strategy: Exclude<AggregationStrategy, "simple">,
): ScoredToken[] {
  const words: [ScoredToken, ...ScoredToken[]][] = [];
  for (const token of tokens) {
    const last = words.at(-1);
    if (last?.[0].word === token.word) last.push(token);
    else words.push([token]);
  }
  return words.map((pieces) => {
    const [first] = pieces;
    const end = (pieces.at(-1) as ScoredToken).end;
    return { ...first, end, probabilities: mergers[strategy](pieces) };
  });
}

const mergers = {
  first: ([first]: Pieces) => first.probabilities,
  max: (pieces: Pieces) =>
    pieces.reduce((a, b) => (Math.max(...b.probabilities) > Math.max(...a.probabilities) ? b : a))
      .probabilities,
  average: (pieces: Pieces) =>
    pieces[0].probabilities.map((_, label) => mean(pieces.map((piece) => piece.probabilities[label] ?? 0))),
} as const satisfies Record<string, (pieces: Pieces) => readonly number[]>;

type Pieces = readonly [ScoredToken, ...ScoredToken[]];

/** "B-PER" in its parts. A label without a place is within an entity, as in part-of-speech tags. */
function parseTag(label: string): { place: string; kind: string } {
  const [, place, kind] = /^([BIES])-(.*)$/s.exec(label) ?? [];
  return place !== undefined && kind !== undefined ? { place, kind } : { place: "I", kind: label };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
