import { z } from "zod";

const callable = <F>() => z.custom<F>((value) => typeof value === "function", "expected a function");

/** A whole program to time: from its start to its exit, with the peak memory of it and its children. */
const program = z.strictObject({
  argv: z.tuple([z.string()], z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Turns what was measured into the value to compare; default: the seconds. */
  read: callable<(run: { seconds: number; stdout: string }) => number>().optional(),
});

/** A function runs in a process of its own; a number it returns replaces the measured seconds. */
const side = z.union([callable<() => unknown>(), program]);

const peer = z.strictObject({
  name: z.string(),
  /** The line a reader can paste to get this peer. */
  install: z.string(),
  available: callable<() => boolean | Promise<boolean>>(),
  run: side,
});

const benchCase = z.strictObject({
  name: z.string(),
  /** A unit that ends in "/s" is a rate (more is better); of all others less is better. */
  unit: z.string().default("s"),
  runs: z.int().positive().default(5),
  /** Runs before the measured ones; set-up done lazily by the first call is paid here. */
  warmup: z.int().nonnegative().default(1),
  /** The ratio we promise to stay at or below. */
  bar: z.number().positive().optional(),
  ours: side,
  peer: peer.optional(),
});

/**
 * What a `packages/NAME/bench/*.bench.ts` file exports as its default: plain data and functions, so that a package
 * below this one can be benched without importing anything from here.
 */
export const benchDefinition = z.strictObject({ name: z.string(), cases: z.array(benchCase).min(1) });

export type BenchDefinition = z.infer<typeof benchDefinition>;
export type BenchCase = z.infer<typeof benchCase>;
export type Program = z.infer<typeof program>;
