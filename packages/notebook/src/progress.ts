import { setImmediate } from "node:timers/promises";
import { ProgressBar, type ProgressOptions } from "./progress-bar.ts";

/**
 * Shows how far work has come. Given a total, a bar to `tick`; given something to iterate, the same items behind a bar
 * that counts each when the loop asks for the next one. A loop left early, by `break` or an error, leaves it stopped.
 *
 *     for await (const batch of progress(loader, { label: "Training", unit: "steps" })) …
 *
 * The total of an iterable is its `length` or `size`; without one the bar shows count and rate. Prefer `for await`: it
 * lets the page redraw during work that never waits.
 */
export function progress(total: number, options?: ProgressOptions): ProgressBar;
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T> & AsyncIterable<T>;
export function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
export function progress<T>(
  source: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): ProgressBar | AsyncIterable<T> {
  if (typeof source === "number") return new ProgressBar(source, options);
  const bar = () => new ProgressBar(totalOf(source), options);
  const tracked: Iterable<T> & AsyncIterable<T> = {
    [Symbol.asyncIterator]: () => trackAsync(source, bar()),
    // The overloads offer this for what is iterable only.
    [Symbol.iterator]: () => track(source as Iterable<T>, bar()),
  };
  return tracked;
}

function* track<T>(items: Iterable<T>, bar: ProgressBar): Generator<T> {
  using _ = bar;
  for (const item of items) {
    yield item;
    bar.tick();
  }
  bar.done();
}

async function* trackAsync<T>(items: Iterable<T> | AsyncIterable<T>, bar: ProgressBar): AsyncGenerator<T> {
  using _ = bar;
  for await (const item of items) {
    yield item;
    // A redraw leaves the process only when the event loop turns.
    if (bar.tick()) await setImmediate();
  }
  bar.done();
}

function totalOf(source: object | string): number | undefined {
  if (typeof source === "string") return undefined;
  if ("length" in source && typeof source.length === "number") return source.length;
  return "size" in source && typeof source.size === "number" ? source.size : undefined;
}
