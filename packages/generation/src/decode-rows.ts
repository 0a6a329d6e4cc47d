import { NoTokenLeftError } from "./errors.ts";
import type { Generation } from "./generation.ts";
import { mostLikelyToken } from "./most-likely-token.ts";
import { randomStream } from "./random.ts";
import { sampleToken } from "./sample-token.ts";
import { ScoredLogits } from "./scored-logits.ts";
import { type FinishReason, finishReason } from "./stopping/finish-reason.ts";

/** Of each row, undefined where it has ended before. */
export interface Step {
  readonly tokens: readonly (number | undefined)[];
  readonly reasons: readonly (FinishReason | undefined)[];
  /** After the processors. In memory that the next step overwrites, as are `logits`. */
  readonly scores: readonly (Float32Array | undefined)[];
  /** Before the processors. */
  readonly logits: readonly (Float32Array | undefined)[];
}

/** Greedy decoding and sampling: each step gives one token of every row, `numReturnSequences` rows of each prompt. */
export async function* decodeRows({ model, sources, prompts, settings }: Generation): AsyncGenerator<Step> {
  const { numReturnSequences: copies, padTokenId, signal, seed } = settings;
  const rows = Array.from({ length: prompts.length * copies }, (_, row) => {
    const tokenIds = [...(prompts[Math.floor(row / copies)] ?? [])];
    return {
      row,
      tokenIds,
      context: { row, promptLength: tokenIds.length },
      random: seed === undefined ? undefined : randomStream(seed, row),
    };
  });
  const scored = new ScoredLogits(settings.processors);
  signal?.throwIfAborted();
  const decoding = model.start(sources, padTokenId, prompts);
  // A prompt is read once, however many sequences continue it.
  const first = await decoding.read(decoding.prompts);
  decoding.select(rows.map(({ row }) => Math.floor(row / copies)));
  let read = rows.map(({ row }) => first[Math.floor(row / copies)] as Float32Array);
  let live = rows;
  for (;;) {
    const tokens = new Array<number | undefined>(rows.length).fill(undefined);
    const reasons = new Array<FinishReason | undefined>(rows.length).fill(undefined);
    const scores = new Array<Float32Array | undefined>(rows.length).fill(undefined);
    const logits = new Array<Float32Array | undefined>(rows.length).fill(undefined);
    for (const [place, { row, tokenIds, context, random }] of live.entries()) {
      logits[row] = read[place] as Float32Array;
      const own = scored.of(logits[row], tokenIds, context);
      scores[row] = own;
      const tokenId = random ? sampleToken(own, random) : mostLikelyToken(own);
      if (!Number.isFinite(own[tokenId])) throw new NoTokenLeftError(row);
      tokenIds.push(tokenId);
      tokens[row] = tokenId;
      reasons[row] = finishReason(tokenIds, context, settings);
    }
    yield { tokens, reasons, scores, logits };
    const places = [...live.keys()].filter((place) => reasons[live[place]?.row ?? 0] === undefined);
    if (places.length === 0) return;
    if (places.length < live.length) {
      decoding.select(places);
      live = places.map((place) => live[place] as (typeof rows)[number]);
    }
    signal?.throwIfAborted();
    read = await decoding.read(live.map(({ tokenIds }) => tokenIds.slice(-1)));
  }
}
