import { NoTokenLeftError } from "../errors.ts";
import type { Generation } from "../generation.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { randomStream } from "../random.ts";
import { ScoredLogits } from "../scored-logits.ts";
import { finishReason } from "../stopping/finish-reason.ts";
import { BeamSearch, type FinishedBeam } from "./beam-search.ts";

type Values = (Float32Array | undefined)[];

export interface FoundBeams {
  /** The best `numReturnSequences` of each prompt. */
  readonly found: readonly (readonly FinishedBeam[])[];
  /** Of each step and beam, where they are asked for. */
  readonly scores: readonly Values[];
  readonly logits: readonly Values[];
}

/**
 * Beam search, or with a seed beam sampling, over a batch; in groups, diverse beam search, in which a group keeps away
 * from the tokens that those before it have chosen in the same step. https://arxiv.org/abs/1610.02424
 */
export async function searchBeams(generation: Generation): Promise<FoundBeams> {
  const { model, sources, prompts, settings } = generation;
  const { padTokenId, signal, outputScores, outputLogits, numReturnSequences } = settings;
  const { numBeams } = settings.beams;
  const searches = prompts.map((_, item) => groups(generation, item));
  /** What the earlier groups of a prompt have chosen in this step. */
  let chosen: number[] = [];
  const keepAway: LogitsProcessor = (logProbabilities) => {
    for (const id of chosen)
      logProbabilities[id] = (logProbabilities[id] as number) - settings.beams.diversityPenalty;
    return logProbabilities;
  };
  const scored = new ScoredLogits([logSoftmax, keepAway, ...settings.processors]);
  const scores: Values[] = [];
  const logits: Values[] = [];

  signal?.throwIfAborted();
  const decoding = model.start(sources, padTokenId, prompts);
  const first = await decoding.read(decoding.prompts);
  const rows = prompts.flatMap((_, item) => new Array<number>(numBeams).fill(item));
  decoding.select(rows);
  let read = rows.map((item) => first[item] as Float32Array);
  let live = [...prompts.keys()];
  for (;;) {
    const stepScores: Values = new Array(rows.length).fill(undefined);
    const stepLogits: Values = new Array(rows.length).fill(undefined);
    const next: { row: number; tokenId: number }[] = [];
    for (const [place, item] of live.entries()) {
      chosen = [];
      for (const { search, firstBeam } of searches[item] ?? []) {
        const own = search.running.map(({ tokenIds }, beam) => {
          const row = firstBeam + beam;
          const raw = read[place * numBeams + row - item * numBeams] as Float32Array;
          if (outputLogits) stepLogits[row] = raw.slice();
          const context = { row, promptLength: prompts[item]?.length ?? 0 };
          const values = scored.of(raw, tokenIds, context);
          if (outputScores) stepScores[row] = values.slice();
          return values;
        });
        // A group that is done keeps its rows until the others are, so that the rows of a prompt stay together.
        if (!search.done && !search.advance(own)) throw new NoTokenLeftError(item);
        for (const { tokenIds, parent } of search.running) {
          const tokenId = tokenIds.at(-1) as number;
          chosen.push(tokenId);
          next.push({ row: place * numBeams + (firstBeam - item * numBeams) + parent, tokenId });
        }
      }
    }
    if (outputScores) scores.push(stepScores);
    if (outputLogits) logits.push(stepLogits);
    const places = [...live.keys()].filter(
      (place) => !searches[live[place] as number]?.every(({ search }) => search.done),
    );
    if (places.length === 0) break;
    const kept = places.flatMap((place) => next.slice(place * numBeams, (place + 1) * numBeams));
    decoding.select(kept.map(({ row }) => row));
    live = places.map((place) => live[place] as number);
    signal?.throwIfAborted();
    read = await decoding.read(kept.map(({ tokenId }) => [tokenId]));
  }
  const found = searches.map((own) =>
    own
      .flatMap(({ search }) => search.finished)
      .sort((a, b) => b.score - a.score)
      .slice(0, numReturnSequences),
  );
  return { found, scores, logits };
}

interface Group {
  readonly search: BeamSearch;
  readonly firstBeam: number;
}

function groups({ prompts, settings }: Generation, item: number): Group[] {
  const { beams, maxNewTokens, eosTokenIds, seed } = settings;
  const { numBeams, numBeamGroups } = beams;
  const prompt = prompts[item] ?? [];
  const size = numBeams / numBeamGroups;
  const random = seed === undefined ? undefined : randomStream(seed, item);
  return Array.from({ length: numBeamGroups }, (_, group) => {
    const firstBeam = item * numBeams + group * size;
    const context = { row: firstBeam, promptLength: prompt.length };
    const search = new BeamSearch({
      ...beams,
      numBeams: size,
      prompt,
      maxNewTokens,
      endTokens: eosTokenIds.size,
      firstBeam,
      random,
      ends: (tokenIds) => finishReason(tokenIds, context, settings),
    });
    return { search, firstBeam };
  });
}
