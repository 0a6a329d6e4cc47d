import { InvalidMediaError } from "../errors.ts";
import type { BeamNode, BeamRun } from "./shared/beam-run.ts";

/** What a search is asked for: options of `generate`. */
export interface RecordedOptions {
  numBeams: number;
  numReturnSequences: number;
  logitsProcessors: ((
    logits: Float32Array,
    tokenIds: readonly number[],
    context: { readonly row: number; readonly promptLength: number },
  ) => Float32Array)[];
}

export interface RecordBeamsOptions {
  /** A search with so many beams each; 1 is greedy. */
  numBeams: readonly number[];
  /** The text the search begins with. */
  prompt: string;
  /** What an id is written as, such as `(id) => tokenizer.decode([id])`. */
  token: (id: number) => string;
  /** How many ways to go on are kept of each beam, chosen or not. Default: 2. */
  candidates?: number;
}

/**
 * Runs beam searches and keeps what they considered. It watches through a logits processor, which beam search gives each
 * beam with the log probabilities of its next token.
 *
 * @param search runs `generate` of one prompt with the options it is given:
 * `(options) => generate(decoder, { inputIds: [ids] }, { maxNewTokens: 5, ...options })`
 * @throws InvalidMediaError where there was more than one prompt
 */
export async function recordBeams(
  search: (options: RecordedOptions) => Promise<{
    newTokens: readonly (readonly number[])[];
    sequencesScores?: readonly number[] | undefined;
  }>,
  { numBeams, prompt, token, candidates = 2 }: RecordBeamsOptions,
): Promise<BeamRun[]> {
  const runs: BeamRun[] = [];
  for (const count of numBeams) {
    const seen: Seen[] = [];
    const { newTokens, sequencesScores } = await search({
      ...{ numBeams: count, numReturnSequences: count },
      logitsProcessors: [
        (logits, tokenIds, { row, promptLength }) => {
          if (row >= count)
            throw new InvalidMediaError(`a tree shows the search of one prompt: prompt ${row}`);
          // Greedy search has logits, where beam search has log probabilities already.
          const next = count === 1 ? logSoftmax(logits) : logits.slice();
          seen.push({ tokenIds: tokenIds.slice(promptLength), next });
          return logits;
        },
      ],
    });
    const tree = new Tree(seen, token);
    const [best = -1] = newTokens.map((ids, i) => tree.add(ids, "finished", sequencesScores?.[i]));
    for (const { tokenIds } of seen) tree.add(tokenIds, "beam");
    for (const { tokenIds, next } of seen)
      for (const id of largest(next, candidates)) tree.add([...tokenIds, id], "pruned");
    runs.push({ numBeams: count, prompt, nodes: tree.nodes, best });
  }
  return runs;
}

/** A beam of a step, and the log probabilities of what may follow it. */
interface Seen {
  readonly tokenIds: readonly number[];
  readonly next: Float32Array;
}

/** Sequences that share what they begin with. */
class Tree {
  readonly nodes: BeamNode[] = [];
  readonly #places = new Map([["", -1]]);
  readonly #next: ReadonlyMap<string, Float32Array>;
  readonly #token: (id: number) => string;

  constructor(seen: readonly Seen[], token: (id: number) => string) {
    this.#next = new Map(seen.map(({ tokenIds, next }) => [tokenIds.join(), next]));
    this.#token = token;
  }

  /** Adds a sequence after the beams it begins with; what is there already stays as it is. Returns its place. */
  add(tokenIds: readonly number[], state: BeamNode["state"], given?: number): number {
    const known = this.#places.get(tokenIds.join());
    if (known !== undefined) return known;
    const [before, id] = [tokenIds.slice(0, -1), tokenIds.at(-1) ?? 0];
    const parent = this.add(before, "beam");
    const score = (this.nodes[parent]?.score ?? 0) + (this.#next.get(before.join())?.[id] ?? 0);
    const step = tokenIds.length;
    // Greedy search gives no score: the mean, as with a length penalty of 1.
    const final = state === "finished" && { finalScore: given ?? score / step };
    const place = this.nodes.push({ parent, step, token: this.#token(id), score, state, ...final }) - 1;
    this.#places.set(tokenIds.join(), place);
    return place;
  }
}

function logSoftmax(logits: Float32Array): Float32Array {
  const max = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - max), 0);
  return logits.map((logit) => logit - max - Math.log(total));
}

/** The places of the largest values, the largest first. */
function largest(values: Float32Array, count: number): number[] {
  const places = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  return places.slice(0, count);
}
