import { GradientError } from "../optimizers/errors.ts";
import { elementsOf, type GradientAccumulator } from "../optimizers/gradient-accumulator.ts";
import type { ElementRange, KernelJob, KernelPool } from "../optimizers/kernel-pool.ts";
import type { RowSet } from "../optimizers/row-set.ts";
import { float32View } from "../optimizers/shared-tensors.ts";

/** Threads that train the same model on different batches. */
export interface Peers {
  /** The number of this one, from 0 on. */
  readonly rank: number;
  /** Gives everyone's values by rank, once all have called it; they are cloned, shared memory is not. */
  allGather<T>(value: T): Promise<readonly T[]>;
}

/** The gradients that a thread summed for a step, as the others read them in place. */
export interface PeerGradients {
  /** What the sums are to be multiplied by. */
  readonly scale: number;
  readonly sums: ReadonlyMap<string, PeerGradient>;
}

interface PeerGradient {
  readonly values: Float32Array;
  /** The rows of a table that are not zero; none where all count. */
  readonly rows: readonly ElementRange[] | undefined;
}

export interface Average {
  readonly rank: number;
  /** What `peerGradients` gave, by rank. */
  readonly all: readonly PeerGradients[];
}

export function peerGradients(gradients: GradientAccumulator): PeerGradients {
  const sums = new Map<string, PeerGradient>();
  for (const [name, { values, rows }] of gradients.entries())
    sums.set(name, { values: float32View(values), rows: rows && [...rows.runs()] });
  return { scale: gradients.scale, sums };
}

/**
 * The first half of an all-reduce: this thread's share of each sum becomes the mean of everyone's. Shares do not
 * overlap, so all threads may do it at the same time; `takeShares` is for when all have. Each element is computed by
 * one thread alone, hence has the same bits everywhere.
 *
 * @throws GradientError where a thread has no gradient of a parameter that another has one of; nothing is changed
 */
export function averageShare(gradients: GradientAccumulator, pool: KernelPool, { rank, all }: Average): void {
  checkNames(all);
  for (const [name, { rows }] of gradients.entries())
    if (rows) for (const { sums } of all) addRows(rows, sums.get(name)?.rows ?? [[0, rows.rows]]);
  const jobs = [...gradients.entries()].map(
    ([, { values: x, rows }]): KernelJob => ({
      ...{ kernel: "scale", tensors: { x }, ranges: shareOf(elementsOf(x, rows), rank, all.length) },
      coefficients: { factor: gradients.scale / all.length },
    }),
  );
  pool.run(jobs);
  for (const [name, { values, rows }] of gradients.entries()) {
    const share = shareOf(elementsOf(values, rows), rank, all.length);
    for (const { scale, sums } of all.filter((_, peer) => peer !== rank))
      addScaled(float32View(values), sums.get(name)?.values ?? [], scale / all.length, share);
  }
}

/** The second half: takes the shares that the other threads averaged. They may change them once all have. */
export function takeShares(gradients: GradientAccumulator, { rank, all }: Average): void {
  for (const [name, { values, rows }] of gradients.entries()) {
    const elements = elementsOf(values, rows);
    for (const [peer, { sums }] of all.entries())
      if (peer !== rank)
        for (const [first, end] of shareOf(elements, peer, all.length))
          float32View(values).set(sums.get(name)?.values.subarray(first, end) ?? [], first);
  }
  gradients.scale = 1;
}

function checkNames(all: readonly PeerGradients[]): void {
  const names = new Set(all.flatMap(({ sums }) => [...sums.keys()]));
  for (const [rank, { sums }] of all.entries())
    for (const name of names)
      if (!sums.has(name))
        throw new GradientError(
          name,
          `expected one of every thread, take a backward pass in each: none of thread ${rank}`,
        );
}

function addRows(rows: RowSet, runs: readonly ElementRange[]): void {
  for (const [first, end] of runs) for (let row = first; row < end; row++) rows.add(row);
}

/** One of `count` equal parts of the elements in the ranges. */
function shareOf(ranges: readonly ElementRange[], part: number, count: number): ElementRange[] {
  const total = ranges.reduce((sum, [first, end]) => sum + end - first, 0);
  const [from, to] = [Math.floor((total * part) / count), Math.floor((total * (part + 1)) / count)];
  const share: ElementRange[] = [];
  let seen = 0;
  for (const [first, end] of ranges) {
    const clipped = [Math.max(first, first + from - seen), Math.min(end, first + to - seen)] as const;
    if (clipped[0] < clipped[1]) share.push(clipped);
    seen += end - first;
  }
  return share;
}

function addScaled(
  sum: Float32Array,
  values: ArrayLike<number>,
  factor: number,
  ranges: readonly ElementRange[],
): void {
  for (const [first, end] of ranges)
    for (let i = first; i < end; i++) sum[i] = (sum[i] as number) + factor * (values[i] as number);
}
