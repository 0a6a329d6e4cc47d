/** The values of several iterables as they come, with the index of the iterable; leaving the loop ends all of them. */
export async function* merge<T>(
  iterables: readonly AsyncIterable<T>[],
): AsyncGenerator<{ index: number; value: T }, void, undefined> {
  const iterators = iterables.map((iterable) => iterable[Symbol.asyncIterator]());
  const next = (index: number) =>
    (iterators[index] as AsyncIterator<T>).next().then((result) => ({ index, result }));
  const pending = new Map(iterators.map((_, index) => [index, next(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result.done) pending.delete(index);
      else {
        yield { index, value: result.value };
        pending.set(index, next(index));
      }
    }
  } finally {
    // Another one's failure is not reported twice.
    for (const waiting of pending.values()) waiting.catch(() => undefined);
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
  }
}
