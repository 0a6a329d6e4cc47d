import type { Generation } from "./generation.ts";
import { Sequence } from "./sequence.ts";
import type { FinishReason } from "./stopping/finish-reason.ts";

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
  const { numReturnSequences: copies, padTokenId, signal } = settings;
  const promptOf = (row: number) => Math.floor(row / copies);
  const rows = Array.from({ length: prompts.length * copies }, (_, row) => ({
    row,
    sequence: new Sequence(prompts[promptOf(row)] ?? [], settings, row),
  }));
  signal?.throwIfAborted();
  const decoding = model.start(sources, padTokenId, prompts);
  // A prompt is read once, however many sequences continue it.
  const first = await decoding.read(decoding.prompts);
  decoding.select(rows.map(({ row }) => promptOf(row)));
  let read = rows.map(({ row }) => first[promptOf(row)] as Float32Array);
  let live = rows;
  for (;;) {
    const tokens = new Array<number | undefined>(rows.length).fill(undefined);
    const reasons = new Array<FinishReason | undefined>(rows.length).fill(undefined);
    const scores = new Array<Float32Array | undefined>(rows.length).fill(undefined);
    const logits = new Array<Float32Array | undefined>(rows.length).fill(undefined);
    for (const [place, { row, sequence }] of live.entries()) {
      logits[row] = read[place] as Float32Array;
      const next = sequence.next(logits[row]);
      scores[row] = next.scores;
      tokens[row] = next.tokenId;
      reasons[row] = next.reason;
    }
    yield { tokens, reasons, scores, logits };
    const places = [...live.keys()].filter((place) => reasons[live[place]?.row ?? 0] === undefined);
    if (places.length === 0) return;
    if (places.length < live.length) {
      decoding.select(places);
      live = places.map((place) => live[place] as (typeof rows)[number]);
    }
    signal?.throwIfAborted();
    read = await decoding.read(live.map(({ sequence }) => sequence.tokenIds.slice(-1)));
  }
}
