import { expect, test } from "vitest";
import { Accelerator } from "../accelerate/accelerator.ts";
import { SharedSignal } from "./shared-signal.ts";

/** Two processes that are functions of this one. */
function pair(): Accelerator[] {
  let round = { values: [] as unknown[], ...Promise.withResolvers<void>() };
  const gather = async (value: unknown) => {
    const current = round;
    if (current.values.push(value) === 2) {
      round = { values: [], ...Promise.withResolvers<void>() };
      current.resolve();
    }
    await current.promise;
    return current.values;
  };
  return [0, 1].map((processIndex) => Object.assign(new Accelerator(), { processIndex, gather }));
}

test("one that is aborted aborts all when they ask, with its reason where it came from", async () => {
  const stop = new AbortController();
  const [first, second] = pair().map(
    (each, i) => new SharedSignal(each, [i === 1 ? stop.signal : undefined]),
  );
  expect(await Promise.all([first?.isAborted(), second?.isAborted()])).toEqual([false, false]);
  stop.abort(new Error("enough"));
  expect([first?.local.aborted, second?.local.aborted]).toEqual([false, true]);
  const asked = await Promise.allSettled([first?.throwIfAborted(), second?.throwIfAborted()]);
  expect(asked.map((each) => (each as PromiseRejectedResult).reason.message)).toEqual([
    ...["aborted in process 1", "enough"],
  ]);
  expect([first?.local.aborted, second?.local.aborted]).toEqual([true, true]);
});

test("one that is aborted while they ask aborts them the next time", async () => {
  const stop = new AbortController();
  const signals = pair().map((each) => new SharedSignal(each, [stop.signal]));
  const asked = signals.map((each) => each.throwIfAborted());
  stop.abort(new Error("enough"));
  await Promise.all(asked);
  for (const each of signals.map((signal) => signal.throwIfAborted()))
    await expect(each).rejects.toThrow("enough");
});
